"""The demand: what someone looks for."""
