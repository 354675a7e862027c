"""Files from strangers: pictures are decoded and made anew, papers kept under our own names."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from app.core import files, ids
from app.core.errors import Refused

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
PICTURES = ("PNG", "JPEG", "WEBP")


def keep(upload: Any, folder: str) -> tuple[str, str]:
    """Keep a PDF or picture: (what the file was called, our name for it).

    Raises Refused("upload_too_large" | "upload_kind"). Pictures lose their metadata.
    """
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("upload_too_large", field="evidence")
    if content.startswith(b"%PDF-"):
        kind, kept = "pdf", content
    else:
        kind, kept = "jpg", _picture(content)
    stored = f"{folder}/{ids.code(26)}.{kind}"
    files.write(stored, kept)
    name = "".join(c for c in (upload.filename or "") if c.isprintable() and c not in '/\\"')
    return name[-200:] or f"file.{kind}", stored


def keep_picture(upload: Any, folder: str, *, largest: int, field: str) -> str:
    """Keep a picture no larger than `largest` pixels on a side; our name for it.

    What was transparent becomes white. Raises Refused("upload_too_large" | "upload_kind").
    """
    content = upload.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refused("upload_too_large", field=field)
    stored = f"{folder}/{ids.code(26)}.jpg"
    files.write(stored, _picture(content, field, largest))
    return stored


def _picture(content: bytes, field: str = "evidence", largest: int | None = None) -> bytes:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(BytesIO(content), formats=PICTURES) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refused("upload_too_large", field=field)
            seen = picture.convert("RGBA")
            if largest is not None:
                seen.thumbnail((largest, largest))
            plain = Image.new("RGB", seen.size, "white")
            plain.paste(seen, mask=seen)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as trouble:
        raise Refused("upload_kind", field=field) from trouble
    out = BytesIO()
    plain.save(out, "JPEG", quality=88)
    return out.getvalue()


def mimetype(stored: str) -> str:
    return "application/pdf" if stored.endswith(".pdf") else "image/jpeg"
