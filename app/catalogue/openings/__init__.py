"""Needs that are not public, opened by their owners to those whom they let in, with a log."""
