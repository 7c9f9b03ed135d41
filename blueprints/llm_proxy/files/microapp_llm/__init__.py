"""The LLM-safe proxy's platform code: everything between a caller and a model."""
