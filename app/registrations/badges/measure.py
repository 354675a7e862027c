"""How wide the words of a badge are, by the faces that they are printed with."""

from __future__ import annotations

from app.core.documents.fonts import SANS, SANS_BOLD, SANS_SEMIBOLD, drawable, text_width
from app.registrations.badges.layout import Weight

FONTS = {Weight.REGULAR: SANS, Weight.SEMIBOLD: SANS_SEMIBOLD, Weight.BOLD: SANS_BOLD}


def measure(text: str, weight: Weight) -> float:
    return text_width(drawable(text, FONTS[weight]), FONTS[weight], 1)
