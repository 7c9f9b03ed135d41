"""Lineage: where every output came from, one row each, cached and refused ones too."""
