"""Finds the names of persons; `search` says in which order the searches run."""
