"""The link in a digest: it opens this one digest, for a while."""

from __future__ import annotations

from dataclasses import dataclass

from app.connections.digests import contents, queries
from app.connections.digests.models import Digest
from app.core import clock, links
from app.core.web import outside

PURPOSE = "digest"


@dataclass(frozen=True)
class Opened:
    """What a link opens: its digest, None where it is not ours; `over` says it is too old."""

    digest: Digest | None
    over: bool = False


def token_of(digest: Digest) -> str:
    return links.sign(PURPOSE, {"d": digest.code})


def address_of(digest: Digest, language: str, *, stop: bool = False) -> str:
    """The page that answers, or the one that ends the letters."""
    return outside(f"/digest/{token_of(digest)}{'/stop' if stop else ''}", language)


def read(token: str) -> Opened:
    said = links.read(PURPOSE, token)
    code = said.get("d") if said else None
    digest = queries.digest_by_code(code) if isinstance(code, str) else None
    if digest is None:
        return Opened(None)
    return Opened(digest, over=clock.now() > digest.written_at + contents.OPEN_FOR)
