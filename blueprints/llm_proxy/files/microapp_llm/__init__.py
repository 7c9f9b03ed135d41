"""The LLM-safe proxy: the one permitted path from a micro-app to a model."""
