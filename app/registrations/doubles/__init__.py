"""Doubles: one person signed up twice, recognised, and made one with all that belongs to both."""
