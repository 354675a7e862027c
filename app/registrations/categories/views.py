"""The categories of an event in the office."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _, ngettext
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.categories import actions, pools
from app.registrations.categories.forms import COLOUR_WORDS, CategoryForm, NewCategoryForm
from app.registrations.models import Category
from app.registrations.waiting import offers
from app.registrations.waiting.deadline import HOURS
from app.registrations.waiting.words import GIVEN

PATH = "/events/<slug>/desk/categories"


def _category_or_404(code: str) -> Category:
    category = queries.category_by_code(g.event.id, code)
    if category is None:
        abort(404)
    return category


@bp.get(PATH)
@access.event_role(Role.VIEWER)
def categories(slug: str) -> Any:
    """What people may come as, with places taken and people waiting."""
    return render_template(
        "registrations/categories/list.html",
        standings=queries.standings(g.event.id),
        pools=pools.of_event(g.event.id),
        offer_hours=offers.hours_of(g.event.id),
        hours=HOURS,
        given=GIVEN,
        colours=COLOUR_WORDS,
    )


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_category(slug: str) -> Any:
    form = NewCategoryForm(data={"public": True, "colour": "indigo"})
    if form.submitted():
        try:
            actions.create(g.event, form.code.data or "", form.plan())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("The category is there; people can sign up for it."))
            return see_other(url_for(".categories", slug=slug))
    return render_template("registrations/categories/form.html", form=form, category=None)


@bp.route(f"{PATH}/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_category(slug: str, code: str) -> Any:
    category = _category_or_404(code)
    form = CategoryForm(obj=category)
    if form.submitted():
        try:
            moved = actions.change(
                category, form.plan(), web.etag_version(request.form.get("version"))
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            sentence = _("The category is changed.")
            if moved:
                sentence += " " + ngettext(
                    "%(num)s person moved up from the waiting list.",
                    "%(num)s people moved up from the waiting list.",
                    moved,
                )
            web.done(sentence)
            return see_other(url_for(".categories", slug=slug))
    return render_template("registrations/categories/form.html", form=form, category=category)


@bp.post(f"{PATH}/<code>/move")
@access.event_role(Role.ORGANISER)
def move_category(slug: str, code: str) -> Any:
    actions.move(_category_or_404(code), -1 if request.form.get("step") == "up" else 1)
    return see_other(url_for(".categories", slug=slug))


@bp.post(f"{PATH}/<code>/delete")
@access.event_role(Role.ORGANISER)
def delete_category(slug: str, code: str) -> Any:
    try:
        actions.remove(_category_or_404(code))
    except Refused as refusal:
        web.refused(refusal)
    else:
        web.done(_("The category is gone."))
    return see_other(url_for(".categories", slug=slug))
