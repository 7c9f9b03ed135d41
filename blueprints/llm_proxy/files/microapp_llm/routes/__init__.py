"""The routes: each takes a strict request and gives it to the pipeline."""
