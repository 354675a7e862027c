"""The two faces of our papers, registered once per process when the first paper is made."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.config import ROOT

FONTS = ROOT / "static" / "vendor" / "fonts" / "pdf"

SANS, SANS_SEMIBOLD, SANS_BOLD = (
    "BeVietnamPro-Regular",
    "BeVietnamPro-SemiBold",
    "BeVietnamPro-Bold",
)
OFFICIAL, OFFICIAL_BOLD, OFFICIAL_ITALIC, OFFICIAL_BOLD_ITALIC = (
    "Tinos-Regular",
    "Tinos-Bold",
    "Tinos-Italic",
    "Tinos-BoldItalic",
)
FACES = (
    SANS,
    SANS_SEMIBOLD,
    SANS_BOLD,
    OFFICIAL,
    OFFICIAL_BOLD,
    OFFICIAL_ITALIC,
    OFFICIAL_BOLD_ITALIC,
)

# Marks that turn the reading direction could make a printed name say something else.
_INVISIBLE = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_MARK_RUN = re.compile(r"([\u0300-\u036f]{2})[\u0300-\u036f]+")
_STAND_INS = {"→": "–", "\u2011": "-", "\u2212": "-", "\u00a0": " ", "\u202f": " "}


class FontsMissing(RuntimeError):
    """The font files are not there: set-up has not been run."""


@lru_cache(maxsize=1)
def register() -> None:
    """Make the faces known to ReportLab; raises FontsMissing."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    for face in FACES:
        path: Path = FONTS / f"{face}.ttf"
        if not path.exists():
            raise FontsMissing(f"{path.name} is missing: run make setup")
        # asciiReadable=False: only the glyphs used are embedded.
        pdfmetrics.registerFont(TTFont(face, str(path), asciiReadable=False))
    pdfmetrics.registerFontFamily(
        SANS, normal=SANS, bold=SANS_SEMIBOLD, italic=SANS, boldItalic=SANS_SEMIBOLD
    )
    pdfmetrics.registerFontFamily(
        OFFICIAL,
        normal=OFFICIAL,
        bold=OFFICIAL_BOLD,
        italic=OFFICIAL_ITALIC,
        boldItalic=OFFICIAL_BOLD_ITALIC,
    )


def _face(font: str) -> Any:
    from reportlab.pdfbase import pdfmetrics

    register()
    return pdfmetrics.getFont(font).face


@lru_cache(maxsize=len(FACES))
def _glyphs(font: str) -> frozenset[int]:
    return frozenset(_face(font).charToGlyph)


@lru_cache(maxsize=20_000)
def drawable(text: str, font: str = SANS) -> str:
    """The text as it can be drawn: NFC, no control or direction marks, "?" for unknown letters.

    Decomposed marks would float beside their letter, so letters are composed first.
    """
    composed = unicodedata.normalize("NFC", _MARK_RUN.sub(r"\1", text))
    visible = _INVISIBLE.sub("", composed.replace("\n", " ").replace("\t", " "))
    known = _glyphs(font)
    return "".join(
        letter if ord(letter) in known else _STAND_INS.get(letter, "?") for letter in visible
    )


@lru_cache(maxsize=len(FACES))
def _advances(font: str) -> tuple[dict[int, float], float]:
    face = _face(font)
    return face.charWidths, face.defaultWidth


def text_width(text: str, font: str, size: float) -> float:
    """How wide a line is, in points."""
    widths, default = _advances(font)
    return sum([widths.get(ord(letter), default) for letter in text]) * size / 1000
