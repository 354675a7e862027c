"""Fitting text into a width: wrapping into even lines, shrinking, cutting with an ellipsis.

The functions take `measure(text) -> width at size 1`, or a question `fits(text)`, so that
they know nothing of fonts and can be tested without any.
"""

from __future__ import annotations

from collections.abc import Callable

Measure = Callable[[str], float]

ELLIPSIS = "…"


def fit_size(width_at_one: float, room: float, size: float) -> float:
    """The largest size up to `size` at which a line as wide as this fits in `room`."""
    return size if width_at_one * size <= room else room / width_at_one


def shorten(text: str, fits: Callable[[str], bool]) -> str:
    """The text, or as much of its beginning as fits with an ellipsis (whole words, if any fits)."""
    if fits(text):
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[:middle].rstrip() + ELLIPSIS):
            low = middle
        else:
            high = middle - 1
    kept = text[:low]
    if text[low : low + 1] != " " and " " in kept.strip():
        kept = kept[: kept.rindex(" ")]
    return kept.rstrip(" ,.;-–(") + ELLIPSIS


def wrap(text: str, room: float, lines: int, measure: Measure) -> list[str] | None:
    """The text in at most `lines` lines as even as they can be, or None when it does not fit.

    Words are kept whole unless one alone is wider than the room.
    """
    words = [piece for word in text.split() for piece in _pieces(word, room, measure)]
    if not words:
        return []
    widths, gap = [measure(word) for word in words], measure(" ")
    needed = len(_fill(widths, gap, room))
    if needed > lines:
        return None
    breaks = _fill(widths, gap, _narrowest(widths, gap, room, needed))
    starts = [0, *breaks[:-1]]
    return [" ".join(words[a:b]) for a, b in zip(starts, breaks, strict=True)]


def _fill(widths: list[float], gap: float, room: float) -> list[int]:
    """Greedy filling: the index after the last word of each line."""
    ends, used = [], 0.0
    for index, width in enumerate(widths):
        if index and used + gap + width > room:
            ends.append(index)
            used = width
        else:
            used += gap + width if index else width
    return [*ends, len(widths)]


def _narrowest(widths: list[float], gap: float, room: float, lines: int) -> float:
    """The smallest width at which greedy filling still needs only `lines` lines."""
    if lines == 1:
        return room
    low, high = max(widths), room
    for _step in range(8):  # room / 256: below what an eye sees
        middle = (low + high) / 2
        if len(_fill(widths, gap, middle)) <= lines:
            high = middle
        else:
            low = middle
    return high


def _pieces(word: str, room: float, measure: Measure) -> list[str]:
    """A word, cut only if it is wider than a line."""
    if measure(word) <= room:
        return [word]
    pieces, start = [], 0
    for end in range(1, len(word) + 1):
        if measure(word[start:end]) > room and end - 1 > start:
            pieces.append(word[start : end - 1])
            start = end - 1
    return [*pieces, word[start:]]
