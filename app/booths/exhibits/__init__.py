"""Exhibitors and what they show, with what it needs."""
