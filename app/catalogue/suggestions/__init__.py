"""Need by need, the technologies and experts that fit, and what was decided."""
