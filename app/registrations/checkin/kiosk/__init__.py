"""Self-check-in: a device that visitors use themselves, and what it may not do."""
