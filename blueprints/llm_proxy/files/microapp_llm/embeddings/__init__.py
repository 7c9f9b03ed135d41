"""Embeddings: bounded batches, each text sent once, vectors cached and made small."""
