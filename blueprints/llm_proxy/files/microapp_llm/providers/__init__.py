"""Providers: each takes a request in OpenAI's dialect and gives an answer in it."""
