"""One verb per file: take the arguments, call the core, show the result."""
