"""Places used over the years: venues with their rooms and halls."""
