"""Money: what a call may cost, what is reserved for it, and what it did cost."""
