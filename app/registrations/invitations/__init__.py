"""Invitation codes: they open a category that strangers cannot choose (press, delegates)."""
