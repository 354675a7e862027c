"""The link that an organisation gets: it opens one need, until its time is over or it is ended."""

from __future__ import annotations

from app.catalogue.models import NeedOpening
from app.catalogue.openings import queries
from app.core import links
from app.core.web import outside

PURPOSE = "need"


def token_of(opening: NeedOpening) -> str:
    return links.sign(PURPOSE, {"o": opening.code})


def address_of(opening: NeedOpening, language: str) -> str:
    return outside(f"/need/{token_of(opening)}", language)


def read(token: str) -> NeedOpening | None:
    """The opening of a link, whether it still reads or not; None where the link is not ours."""
    said = links.read(PURPOSE, token)
    code = said.get("o") if said else None
    return queries.for_organisation(code) if isinstance(code, str) else None
