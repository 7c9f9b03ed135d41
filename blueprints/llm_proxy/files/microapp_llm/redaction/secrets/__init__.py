"""Finds keys and passwords; a key of one more vendor is a line in `vendor_keys`."""
