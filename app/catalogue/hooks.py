"""What the catalogue answers to the desk of a hub and to the search in the head."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.accounts.models import Hub
from app.catalogue import labels
from app.catalogue.models import Expert, Need, Organisation, Technology
from app.catalogue.needs import queries as needs
from app.catalogue.openings import queries as openings
from app.catalogue.search import says
from app.catalogue.states import TechnologyState
from app.catalogue.suggestions import index
from app.core import figures, hooks
from app.core.db import db
from app.core.hooks import DeskNumber, DeskTask
from app.core.i18n import _, ngettext, number_text

MOST_FOUND = 8  # of each kind


@hooks.serving.fill
def index_of_suggestions() -> str:
    """The first question of a web worker finds the index built, or waits for this build."""
    return index.get_ready()


@figures.hub.counted
def counts(hub_id: int) -> Select[Any]:
    """Living needs, approved technologies and those that wait for it."""
    technologies: list[Any] = [
        func.count().filter(Technology.state == state).label(f"technologies_{state}")
        for state in (TechnologyState.SUBMITTED, TechnologyState.APPROVED)
    ]
    living = select(func.count()).where(Need.hub_id == hub_id, needs.LIVING)
    columns = [*technologies, living.scalar_subquery().label("needs_living")]
    columns += openings.counts(hub_id)
    return select(*columns).where(Technology.hub_id == hub_id, Technology.archived_at.is_(None))


@hooks.hub_tasks.fill
def tasks(hub: Hub) -> Iterable[DeskTask]:
    """What waits in the catalogue: needs to verify, without suggestion, offers to approve."""
    work = needs.work_counts(hub)
    if work["verify"]:
        yield DeskTask(
            ngettext("Verify one need", "Verify %(num)d needs", work["verify"]),
            url_for("catalogue.needs", hub=hub.slug, work="verify"),
            _("Look through"),
            _("Only verified needs count and are searched for."),
            icon="phone",
            order=20,
        )
    if work["undecided"]:
        yield DeskTask(
            ngettext(
                "Decide on suggestions for one need",
                "Decide on suggestions for %(num)d needs",
                work["undecided"],
            ),
            url_for("catalogue.needs", hub=hub.slug, work="undecided"),
            _("Look through"),
            icon="bulb",
            order=30,
        )
    if work["unsuggested"]:
        yield DeskTask(
            ngettext(
                "One need without any suggestion",
                "%(num)d needs without any suggestion",
                work["unsuggested"],
            ),
            url_for("catalogue.needs", hub=hub.slug, work="unsuggested"),
            _("Search on"),
            _("No technology of the catalogue fits: ask institutes or other hubs."),
            icon="search",
            order=40,
        )
    found = figures.hub.of(hub)
    if asked := found["openings_asked"]:
        yield DeskTask(
            ngettext(
                "Another hub asks to read a need that is not public",
                "Other hubs ask to read %(num)d needs that are not public",
                asked,
            ),
            url_for("catalogue.shared_needs", hub=hub.slug),
            _("Answer"),
            _("Ask the owner of the need first."),
            icon="lock-open",
            order=15,
        )
    if unread := found["openings_unread"]:
        yield DeskTask(
            ngettext(
                "A need of another hub was opened to you",
                "%(num)d needs of other hubs were opened to you",
                unread,
            ),
            url_for("catalogue.shared_needs", hub=hub.slug),
            _("Read"),
            icon="lock-open",
            order=16,
        )
    if waiting := found["technologies_submitted"]:
        yield DeskTask(
            ngettext("Approve one technology", "Approve %(num)d technologies", waiting),
            url_for("catalogue.technologies", hub=hub.slug, state="submitted"),
            _("Look through"),
            icon="checklist",
            order=25,
        )


@hooks.hub_numbers.fill
def numbers(hub: Hub) -> Iterable[DeskNumber]:
    """A hub's stock, each figure opening its list."""
    found = figures.hub.of(hub)
    yield DeskNumber(
        _("Open needs"),
        number_text(found["needs_living"]),
        url_for("catalogue.needs", hub=hub.slug, state="open"),
        order=10,
    )
    yield DeskNumber(
        _("Approved technologies"),
        number_text(found["technologies_approved"]),
        url_for("catalogue.technologies", hub=hub.slug, state="approved"),
        order=20,
    )


@hooks.find.fill
def find(hub: Hub, words: list[str]) -> Iterable[dict[str, str]]:
    """Records of a hub that hold all the words; codes count as words."""
    q = " ".join(words)
    for row in _rows(Need, hub, says(q, Need.folded)):
        yield _result(_("need"), row, row.title, str(labels.NEED_STATES[row.state]), "need")
    for row in _rows(Technology, hub, says(q, Technology.folded)):
        said = str(labels.TECHNOLOGY_STATES[row.state])
        yield _result(_("technology"), row, row.title, said, "technology")
    for row in _rows(Organisation, hub, says(q, Organisation.folded)):
        yield _result(_("organisation"), row, row.name, row.contact_name or "", "organisation")
    for row in _rows(Expert, hub, says(q, Expert.folded)):
        yield _result(_("expert"), row, row.full_name, row.organisation_name or "", "expert")


def _rows(model: Any, hub: Hub, condition: Any) -> list[Any]:
    found = select(model).where(model.hub_id == hub.id, model.archived_at.is_(None), condition)
    return list(db.session.scalars(found.order_by(model.sort_key, model.id).limit(MOST_FOUND)))


def _result(kind: str, row: Any, title: str, text: str, endpoint: str) -> dict[str, str]:
    address = url_for(f"catalogue.{endpoint}", hub=row.hub.slug, code=row.code)
    said = f"{row.code} · {text}" if text else row.code
    return {"kind": kind, "title": title, "text": said, "url": address}
