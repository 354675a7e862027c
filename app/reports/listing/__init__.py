"""The records behind every figure, shaped as lists: columns, order, and where each leads."""
