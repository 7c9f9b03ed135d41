"""Your app: what it keeps (resources.py), and routes of its own (routes.py)."""
