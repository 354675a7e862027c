"""Booths on the floor: drawing, list, rows, import, editing."""
