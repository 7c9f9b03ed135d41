"""A small, optional store of vectors: one SQLite file with sqlite-vec, pruned by age and size."""
