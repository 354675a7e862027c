"""The play: the sample fair run through the product's own deeds, chapter by chapter.

What happens is told by the sample files; docs/indicators.md says how. Chance (the seed) fills in
what changes no figure: which gate, whose network fails, who steps out for a while.
"""
