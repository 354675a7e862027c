"""Letters: what goes to whom, in whose words, and what became of it."""
