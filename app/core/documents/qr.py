"""QR codes as runs of dark modules: small and sharp in a PDF, and inline in a page as SVG."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

QUIET_ZONE = 4  # modules of white on each side, without which readers fail

Run = tuple[int, int, int]  # x, y, width, in modules from the top left


def qr_runs(*parts: str) -> tuple[int, list[Run]]:
    """Modules per side (without quiet zone) and the dark runs, row by row; level M.

    The mask is fixed: choosing the best of eight takes four times as long, and bad
    pictures are read as often.
    """
    import qrcode
    from qrcode.constants import ERROR_CORRECT_M

    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=0, mask_pattern=2)
    for part in parts:
        code.add_data(part, optimize=0)
    code.make(fit=True)
    runs: list[Run] = []
    for y, row in enumerate(code.modules):
        x = 0
        for dark, group in groupby(row):
            width = sum(1 for _module in group)
            if dark:
                runs.append((x, y, width))
            x += width
    return len(code.modules), runs


def qr_side(modules: int, side: float) -> float:
    """The width of the dark part when code and quiet zone together measure `side`."""
    return side * modules / (modules + 2 * QUIET_ZONE)


def draw_qr(canvas: Canvas, modules: int, runs: list[Run], x: float, y: float, size: float) -> None:
    """Draw the dark part `size` points wide, lower left corner at x, y.

    The caller leaves QUIET_ZONE modules of white around it. One path for all runs keeps
    a badge under 4 kB.
    """
    canvas.saveState()
    canvas.translate(x, y + size)
    canvas.scale(size / modules, -size / modules)
    canvas.setFillGray(0)
    canvas._code.append(" ".join([f"{a} {b} {w} 1 re" for a, b, w in runs]) + " f")
    canvas.restoreState()


@lru_cache(maxsize=512)
def qr_svg(text: str) -> tuple[int, str]:
    """Side of the viewBox, quiet zone included, and the path's `d`: needs no style, no script."""
    modules, runs = qr_runs(text)
    path = "".join(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{w}v1h-{w}z" for x, y, w in runs)
    return modules + 2 * QUIET_ZONE, path
