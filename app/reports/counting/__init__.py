"""The figures' queries: for every figure the records it counts, each once.

A function takes a scope and gives a SELECT of keys (`id`, for pairs also `registration_id`).
The figure is the number of keys, its list shows the records they name: the two cannot differ.
"""
