"""Badges in the office: one at a time at the desk, or a sheet of all as a job."""

from __future__ import annotations

from typing import Any

import wtforms
from flask import Blueprint, Response, abort, g, render_template, request, url_for

from app.core import access, jobs
from app.core.access import Role
from app.core.db import transaction
from app.core.forms import BaseForm, ChoiceField
from app.core.i18n import _, _l, locale_code
from app.core.web import see_other
from app.registrations import queries
from app.registrations.badges import actions, sheets
from app.registrations.badges.pdf import Paper

bp = Blueprint("badges", __name__)


class SheetForm(BaseForm):
    """Which badges, on which paper."""

    which = wtforms.RadioField(
        _l("Which badges"),
        choices=[("new", _l("Only those never printed")), ("all", _l("All valid badges"))],
        default="new",
    )
    category = ChoiceField(_l("Category"))
    layout = wtforms.RadioField(
        _l("Paper"),
        choices=[
            (Paper.A4.value, _l("A4, four badges to a sheet, to be cut")),
            (Paper.CARD.value, _l("A6, one badge to a page, for a badge printer")),
        ],
        default=Paper.A4.value,
    )

    def __init__(self, event_id: int) -> None:
        super().__init__()
        self.category.choices = [
            ("", _("all categories")),
            *((each.code, queries.category_name(each)) for each in queries.categories_of(event_id)),
        ]


@bp.route("/events/<slug>/desk/badges", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def sheet(slug: str) -> Any:
    """How many badges there are, and the sheet as a job."""
    form = SheetForm(g.event.id)
    if form.submitted():
        return _start(slug, form.layout.data, form.which.data == "new", form.category.data)
    return render_template(
        "registrations/badges.html", form=form, counts=queries.badge_counts(g.event.id)
    )


def _start(
    slug: str, layout: str, only_new: bool, category: str | None, codes: list[str] | None = None
) -> Any:
    with transaction():
        job = jobs.enqueue(
            "registrations.badge_sheet",
            title=_("Badges of %(event)s", event=queries.event_name(g.event)),
            hub_id=g.hub.id,
            event_id=g.event.id,
            back_url=url_for("badges.sheet", slug=slug),
            slug=slug,
            layout=layout,
            only_new=only_new,
            category=category,
            codes=codes,
            locale=locale_code(),
        )
        code = job.code
    return see_other(url_for("core.job", code=code))


@bp.post("/events/<slug>/desk/badges/chosen")
@access.event_role(Role.ORGANISER)
def chosen(slug: str) -> Any:
    """The badges of what is ticked in the list."""
    codes = request.form.getlist("chosen")[:1000]
    return _start(slug, Paper.A4.value, False, None, codes)


@bp.get("/events/<slug>/desk/registrations/<code>/badge.pdf")
@access.event_role(Role.STEWARD)
def one(slug: str, code: str) -> Any:
    """One badge to look at or print."""
    registration = queries.by_code(g.event.id, code)
    paper = Paper.A4 if request.args.get("layout") == "a4" else Paper.CARD
    content = sheets.for_one(registration, paper) if registration else None
    if content is None:
        abort(404)
    reply = Response(content, mimetype="application/pdf")
    reply.headers.set("Content-Disposition", "inline", filename=f"{code}.pdf")
    return reply


@bp.post("/events/<slug>/desk/registrations/<code>/print")
@access.event_role(Role.STEWARD)
def print_one(slug: str, code: str) -> Any:
    """Print one badge: it counts as printed, and its page opens."""
    registration = queries.by_code(g.event.id, code)
    badge = actions.valid_badge(registration) if registration else None
    if badge is None:
        abort(404)
    actions.mark_printed([badge.id])
    return see_other(url_for(".one", slug=slug, code=code, layout=request.form.get("layout")))
