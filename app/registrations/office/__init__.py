"""The registrations as the office of an event works with them."""
