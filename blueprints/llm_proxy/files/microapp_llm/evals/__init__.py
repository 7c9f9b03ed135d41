"""Evals: what an answer must hold, as data; run against recorded answers or a live model."""
