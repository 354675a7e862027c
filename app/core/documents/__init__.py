"""Papers that leave the house: fonts and measuring, QR codes, lists and official documents.

Everything is drawn with two faces that know every Vietnamese letter: Be Vietnam Pro for
badges and office lists, Tinos (metric-compatible with Times New Roman) for official papers.
"""

from app.core.documents.fonts import (
    OFFICIAL,
    OFFICIAL_BOLD,
    OFFICIAL_BOLD_ITALIC,
    OFFICIAL_ITALIC,
    SANS,
    SANS_BOLD,
    SANS_SEMIBOLD,
    drawable,
    text_width,
)
from app.core.documents.official import (
    OfficialFoot,
    OfficialHead,
    official_foot,
    official_head,
    signature_row,
)
from app.core.documents.papers import (
    Column,
    build,
    heading,
    page_room,
    paragraph,
    space,
    styles,
    table,
    title,
)
from app.core.documents.qr import QUIET_ZONE, draw_qr, qr_runs, qr_side, qr_svg
from app.core.documents.text import fit_size, shorten, wrap

__all__ = [
    "OFFICIAL",
    "OFFICIAL_BOLD",
    "OFFICIAL_BOLD_ITALIC",
    "OFFICIAL_ITALIC",
    "QUIET_ZONE",
    "SANS",
    "SANS_BOLD",
    "SANS_SEMIBOLD",
    "Column",
    "OfficialFoot",
    "OfficialHead",
    "build",
    "draw_qr",
    "drawable",
    "fit_size",
    "heading",
    "official_foot",
    "official_head",
    "page_room",
    "paragraph",
    "qr_runs",
    "qr_side",
    "qr_svg",
    "shorten",
    "signature_row",
    "space",
    "styles",
    "table",
    "text_width",
    "title",
    "wrap",
]
