"""Decisions only: values in, values out, standard library alone."""
