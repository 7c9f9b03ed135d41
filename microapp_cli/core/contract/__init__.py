"""The contract as values: one OpenAPI document, and everything that follows from it."""
