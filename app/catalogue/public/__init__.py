"""The catalogue as strangers see it."""
