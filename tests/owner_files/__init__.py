"""The JSON Schemas of the files that a proxy's owner writes, which editors read."""
