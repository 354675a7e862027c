"""Badges in the office: one at a time at the desk, or a sheet of all as a job."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, render_template, request, url_for

from app.core import access, files, jobs, uploads, web
from app.core.access import Role
from app.core.db import transaction
from app.core.errors import Refused
from app.core.i18n import _, locale_code
from app.core.web import see_other
from app.registrations import queries
from app.registrations.badges import actions, designs, preview, sheets
from app.registrations.badges.design import Design, Paper
from app.registrations.badges.forms import AgainForm, DesignForm, SheetForm

bp = Blueprint("badges", __name__)


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


DESIGN = "/events/<slug>/desk/badges/design"
LOGO_PIXELS = 600  # 10 mm at more than any badge printer resolves


@bp.route(DESIGN, methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(11)
def design(slug: str) -> Any:
    """How the badges look, beside two real ones that change while one chooses."""
    row = designs.row_of(g.event.id)
    kept = designs.design_of(row)
    form = DesignForm(
        data=vars(kept) | {"parts": sorted(kept.parts), "version": row.version if row else 0}
    )
    if form.submitted():
        try:
            designs.choose(
                g.event,
                form.design(_logo(form, kept)),
                web.etag_version(form.version.data),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("The badges look like this from now on. Printed ones stay valid."))
            return see_other(url_for(".design", slug=slug))
    page = render_template(
        "registrations/badge_design.html",
        form=form,
        kept=kept,
        cards=_trial(kept),
        logo_url=_logo_url(kept),
    )
    return page, 422 if form.was_sent else 200


@bp.post(f"{DESIGN}/preview")
@access.event_role(Role.ORGANISER)
@web.takes(1)
def design_preview(slug: str) -> Any:
    """The two trial badges as the form stands; nothing is kept."""
    kept = designs.design_of(designs.row_of(g.event.id))
    form = DesignForm()
    if not form.submitted():
        return "", 422
    chosen = form.design("" if form.without_logo.data else kept.logo)
    return render_template(
        "registrations/_badge_trial.html", cards=_trial(chosen), logo_url=_logo_url(chosen)
    )


@bp.get(f"{DESIGN}/logo")
@access.event_role(Role.ORGANISER)
def design_logo(slug: str) -> Any:
    """The logo as it is kept."""
    kept = designs.design_of(designs.row_of(g.event.id))
    content = files.read(kept.logo) if kept.logo else None
    if content is None:
        abort(404)
    return Response(content, mimetype="image/jpeg")


def _logo(form: DesignForm, kept: Design) -> str:
    """The name of the logo from now on; a picture that was sent is kept first."""
    sent = form.logo.data
    if sent and getattr(sent, "filename", ""):
        return uploads.keep_picture(sent, "logos", largest=LOGO_PIXELS, field="logo")
    return "" if form.without_logo.data else kept.logo


def _logo_url(chosen: Design) -> str | None:
    return url_for(".design_logo", slug=g.event.slug, kept=chosen.logo) if chosen.logo else None


def _trial(chosen: Design) -> list[list[preview.Card]]:
    head = sheets.head_of(g.event)
    return [
        preview.sides(head, designs.shown(face, chosen), chosen)
        for face in designs.trial_faces(g.event)
    ]


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
    paper = Paper.A4 if request.args.get("layout") == Paper.A4.value else Paper.CARD
    content = sheets.for_one(registration, paper) if registration else None
    if content is None:
        abort(404)
    reply = Response(content, mimetype="application/pdf")
    reply.headers.set("Content-Disposition", "inline", filename=f"{code}.pdf")
    return reply


@bp.route("/events/<slug>/desk/registrations/<code>/print", methods=["GET", "POST"])
@access.event_role(Role.STEWARD)
def print_one(slug: str, code: str) -> Any:
    """Print one badge: it counts as printed, and its page opens. A second time asks why."""
    registration = queries.by_code(g.event.id, code)
    badge = actions.valid_badge(registration) if registration else None
    if registration is None or badge is None:
        abort(404)
    form = AgainForm()
    if request.method == "POST" and badge.printed_at is None:
        actions.hand_out(badge)
    elif form.submitted():
        actions.hand_out(actions.reprint(registration, form.words()))
    else:
        refused = "reason" in request.form
        form = form if refused else AgainForm(formdata=None)
        page = render_template(
            "registrations/print_again.html", registration=registration, badge=badge, form=form
        )
        return page, 422 if refused else 200
    return see_other(url_for(".one", slug=slug, code=code, layout=request.form.get("layout")))
