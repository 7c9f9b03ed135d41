"""The proxy: what it brings (brings.py) and which app may use which model (policies/)."""
