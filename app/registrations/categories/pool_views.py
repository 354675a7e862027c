"""Shared places in the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import wtforms
from flask import abort, g, render_template, request, url_for
from wtforms.validators import ValidationError

from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import BaseForm, Between, MaxLength, Required, TextField, WholeField
from app.core.i18n import _, _l, ngettext
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.categories import pools
from app.registrations.models import Category, Pool
from app.registrations.questions.fields import Choices

PATH = "/events/<slug>/desk/pools"


class PoolForm(BaseForm):
    """How many places, shared by whom."""

    name = TextField(_l("Name"), [Required(), MaxLength(80)], description=_l("Like: main hall."))
    places = WholeField(_l("Places"), [Required(), Between(0, 1_000_000)])
    categories = Choices(_l("Shared by"))
    version = wtforms.HiddenField()

    def __init__(self, categories: Sequence[Category], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.categories.choices = [(each.code, queries.category_name(each)) for each in categories]

    def validate_categories(self, field: wtforms.Field) -> None:
        if len(set(field.data or []) & {code for code, _name in field.choices}) < 2:
            raise ValidationError(_("Two categories at least share places."))


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_pool(slug: str) -> Any:
    return _edit(None)


@bp.route(f"{PATH}/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_pool(slug: str, code: str) -> Any:
    return _edit(_pool_or_404(code))


def _edit(pool: Pool | None) -> Any:
    categories = queries.categories_of(g.event.id)
    data = None
    if pool is not None:
        members = [each.code for each in categories if each.pool_id == pool.id]
        data = {
            "name": pool.name,
            "places": pool.places,
            "categories": members,
            "version": pool.version,
        }
    form = PoolForm(categories, data=data)
    if form.submitted():
        version = web.etag_version(request.form.get("version"))
        said = (form.name.data or "", form.places.data or 0, form.categories.data, version)
        try:
            _say_saved(pools.save(g.event, pool, *said))
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return see_other(url_for(".categories", slug=g.event.slug))
    return render_template("registrations/categories/pool.html", form=form, pool=pool)


def _say_saved(moved: int) -> None:
    sentence = _("The places are shared now.")
    if moved:
        sentence += " " + ngettext(
            "%(num)s person moved up from the waiting list.",
            "%(num)s people moved up from the waiting list.",
            moved,
        )
    web.done(sentence)


@bp.post(f"{PATH}/<code>/delete")
@access.event_role(Role.ORGANISER)
def delete_pool(slug: str, code: str) -> Any:
    pools.remove(g.event, _pool_or_404(code))
    web.done(_("Each category has its own places again."))
    return see_other(url_for(".categories", slug=slug))


def _pool_or_404(code: str) -> Pool:
    pool = pools.by_code(g.event.id, code)
    if pool is None:
        abort(404)
    return pool
