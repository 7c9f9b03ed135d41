"""Approvals: someone else allows the use of a powerful model, for a reason and a number of days."""
