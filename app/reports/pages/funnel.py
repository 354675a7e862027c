"""From a suggestion to a transferred technology: the funnel of a hub and of an event."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import g, render_template, request, url_for

from app.catalogue import vocabulary
from app.core import access, clock, lists, sheets
from app.core.access import Role
from app.core.i18n import _, date_text
from app.core.text import whole
from app.reports.blueprint import bp
from app.reports.chain import STEPS, Chain, ChainStep, funnel
from app.reports.counting.chains import Chosen, chains_of, event_named, events_of, names_of
from app.reports.listing.catalogue import expert_name, need_owner, need_title
from app.reports.words import CHAIN_STEPS

PER_PAGE = 50
MOST = 20_000  # rows of an export


@bp.get("/events/<slug>/desk/funnel")
@access.event_role(Role.VIEWER)
def event_funnel(slug: str) -> Any:
    """The funnel of one event; each number opens its list."""
    return _page(Chosen(g.hub.id, g.event.id, _field()), "reports/event_funnel.html", slug)


@bp.get("/hubs/<hub>/funnel")
@access.hub_role(Role.VIEWER)
def hub_funnel(hub: str) -> Any:
    """The funnel of a hub: all work or one event, of one field, begun in one year."""
    slug = lists.asked("event")
    event = event_named(g.hub.id, slug) if slug else None
    year = whole(lists.asked("year"), 4)
    chosen = Chosen(g.hub.id, event.id if event else None, _field(), year)
    return _page(chosen, "reports/hub_funnel.html", hub, events=events_of(g.hub.id))


def _field() -> str | None:
    return lists.asked("field") or None


def _page(chosen: Chosen, template: str, name: str, **more: Any) -> Any:
    chains = chains_of(chosen)
    stages = funnel(chains)
    asked = lists.asked("step")
    step = ChainStep(asked) if asked in set(ChainStep) else None
    listed = [one for one in chains if step in one.days] if step else []
    if "format" in request.args:
        return _list_file(listed[:MOST], f"{name}-{step}") if step else _file(stages, name)
    page = lists.page_of(listed, per_page=PER_PAGE)
    today = clock.today()
    return render_template(
        template,
        stages=stages,
        most=max((stage.count for stage in stages), default=0),
        step=step,
        page=replace(page, items=_rows(page.items)),
        steps=CHAIN_STEPS,
        fields=vocabulary.choices("fields"),
        years=[(str(year), str(year)) for year in range(today.year, today.year - 6, -1)],
        **more,
    )


def _rows(chains: list[Chain]) -> list[dict[str, Any]]:
    """The listed chains as a page and a sheet show them."""
    names = names_of(chains)
    found = []
    for one in chains:
        need = names.needs[one.need_id]
        technology = names.technologies.get(one.technology_id or 0)
        expert = names.experts.get(one.expert_id or 0)
        found.append(
            {
                "chain": one,
                "need": need_title(need, g.hub.id),
                "demand": need_owner(need, need.organisation, g.hub.id),
                "offer": technology.title if technology else expert_name(expert) if expert else "",
                "supply": technology.organisation.name if technology else "",
                "field": vocabulary.field(need.field),
                "url": _address(one),
            }
        )
    return found


def _address(one: Chain) -> str | None:
    """Where the chain stands furthest: its connection, meeting, request or need."""
    if one.connection_code:
        return url_for("followups.one", hub=g.hub.slug, code=one.connection_code)
    if one.meeting_code:
        return url_for("meetings.one", hub=g.hub.slug, code=one.meeting_code)
    if one.request_code and one.event_slug:
        return url_for("requests.one", slug=one.event_slug, code=one.request_code)
    return None


def _file(stages: list[Any], name: str) -> Any:
    columns = [_("Step"), _("Number"), _("Of the step before"), _("Days from the step before")]
    rows = [
        [
            str(CHAIN_STEPS[stage.step]),
            stage.count,
            round(stage.share, 4) if stage.share is not None else None,
            stage.median_days,
            stage.value_vnd,
        ]
        for stage in stages
    ]
    return sheets.respond([*columns, _("Value (VND)")], rows, f"funnel-{name}")


def _list_file(chains: list[Chain], name: str) -> Any:
    columns = [_("Need"), _("Demand side"), _("Technology"), _("Supply side"), _("Field")]
    dates = [str(CHAIN_STEPS[step]) for step in STEPS]
    rows = [
        [
            row["need"],
            row["demand"],
            row["offer"],
            row["supply"],
            row["field"],
            *(date_text(row["chain"].days.get(step)) for step in STEPS),
            row["chain"].value_vnd,
        ]
        for row in _rows(chains)
    ]
    return sheets.respond([*columns, *dates, _("Value (VND)")], rows, f"funnel-{name}")
