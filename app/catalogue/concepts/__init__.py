"""The thesaurus of a hub: the built-in groups of words, and what its organisers made of them."""
