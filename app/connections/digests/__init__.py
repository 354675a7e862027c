"""Digests: owners of needs learn by letter what was found for them, and answer in one step."""
