"""Finds names in writings other than that of plain ASCII, one language or script a file."""
