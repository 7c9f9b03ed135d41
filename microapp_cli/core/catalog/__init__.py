"""The register of all micro-apps as values: entries, moves, reviews, owners, and the ledger."""
