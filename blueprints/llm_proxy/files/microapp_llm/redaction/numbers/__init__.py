"""Finds what is made of digits: cards, accounts, national numbers, phones, IP addresses."""
