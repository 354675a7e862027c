"""The public catalogue: technologies and needs, phone first, searched with or without marks."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from app.accounts import provinces
from app.catalogue import labels, vocabulary
from app.catalogue.blueprint import bp
from app.catalogue.public import queries
from app.catalogue.public.asker import asker
from app.catalogue.states import OPEN_NEEDS
from app.core import access, lists

PER_PAGE = 24


@bp.get("/technologies")
@access.public
def public_technologies() -> Any:
    """What is on offer: search, field, readiness, province; all kept in the address."""
    asked = {name: lists.asked(name) for name in ("q", "field", "trl", "province")}
    sorts = dict(queries.TECHNOLOGY_SORTS)
    if asked["q"] and lists.asked("sort", "fit") == "fit":
        sorts["fit"] = (queries.nearest_first(asked["q"]), *sorts["title"])
    page = lists.listing(
        queries.technologies(**asked),
        sorts=sorts,
        default="fit" if "fit" in sorts else "title",
        per_page=PER_PAGE,
    )
    facets = queries.technology_facets(**asked)
    return render_template(
        "catalogue/public/technologies.html",
        page=page,
        asked=asked,
        fields=_options(facets.fields, vocabulary.field),
        trl=[(key, str(labels.TRL_GROUPS[key]), n) for key, n in facets.trl.items() if n],
        provinces=_options(facets.provinces, provinces.short),
        near=queries.near(page.q) if page.q and not page.items else [],
    )


def _options(counts: dict[str, int], name: Any) -> list[tuple[str, str, int]]:
    """(value, text, count) of a facet, the fullest first."""
    found = [(code, name(code), count) for code, count in counts.items()]
    return sorted(found, key=lambda option: (-option[2], option[1]))


@bp.get("/technologies/<code>")
@access.public
def public_technology(code: str) -> Any:
    """One technology, and whom to ask about it."""
    row = queries.technology(code) or abort(404)
    return render_template(
        "catalogue/public/technology.html", row=row, others=queries.more_like(row)
    )


@bp.get("/needs")
@access.public
def public_needs() -> Any:
    """What is looked for; whoever wants to stay unnamed is."""
    asked = {name: lists.asked(name) for name in ("q", "field", "province", "state")}
    page = lists.listing(
        queries.needs(**asked),
        sorts=queries.NEED_SORTS,
        default="-received",
        per_page=PER_PAGE,
    )
    facets = queries.need_facets(**asked)
    return render_template(
        "catalogue/public/needs.html",
        page=page,
        asked=asked,
        fields=_options(facets.fields, vocabulary.field),
        provinces=_options(facets.provinces, provinces.short),
        asker=asker,
        open_needs=OPEN_NEEDS,
    )


@bp.get("/needs/<code>")
@access.public
def public_need(code: str) -> Any:
    """One need, and whom to tell that one can help."""
    row = queries.need(code) or abort(404)
    return render_template(
        "catalogue/public/need.html", row=row, asker=asker(row), open_needs=OPEN_NEEDS
    )
