"""The page of what a hub has taught, and the buttons on it."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.catalogue.blueprint import bp
from app.catalogue.learning import Lesson
from app.catalogue.lessons import actions, queries, wording
from app.core import access, lists, web
from app.core.access import Role
from app.core.i18n import _


@bp.get("/hubs/<hub>/lessons")
@access.hub_role(Role.VIEWER)
def lessons(hub: str) -> Any:
    """What the hub's decisions teach about its next suggestions, each with its decisions."""
    settings = queries.settings_of(g.hub)
    found = queries.taught(g.hub, settings)
    chosen = queries.SHOWN.get(lists.asked("show"), queries.SHOWN[""])
    return render_template(
        "catalogue/lessons/list.html",
        learnt=bool(found),
        page=lists.page_of([one for one in found if chosen(one.lesson)]),
        counts={
            key: sum(holds(one.lesson) for one in found) for key, holds in queries.SHOWN.items()
        },
        off=settings is not None and settings.off,
        kinds=wording.KINDS,
        effect=wording.effect,
    )


def _lesson(address: str) -> Lesson:
    return queries.by_address(g.hub, address) or abort(404)


def _back(hub: str) -> Any:
    """The list, as one came from it."""
    return web.see_other(web.local_path(request.form.get("back"), url_for(".lessons", hub=hub)))


@bp.post("/hubs/<hub>/lessons/<lesson>/forget")
@access.hub_role(Role.ORGANISER)
def forget_lesson(hub: str, lesson: str) -> Any:
    found = _lesson(lesson)
    actions.forget(g.hub.id, found.code)
    web.done(
        _("Forgotten: the decisions so far change nothing any more."),
        url_for(".remember_lesson", hub=hub, lesson=found.address),
    )
    return _back(hub)


@bp.post("/hubs/<hub>/lessons/<lesson>/remember")
@access.hub_role(Role.ORGANISER)
def remember_lesson(hub: str, lesson: str) -> Any:
    found = _lesson(lesson)
    actions.remember(g.hub.id, found.code)
    web.done(_("The decisions count again."))
    return _back(hub)


@bp.post("/hubs/<hub>/lessons/switch-off")
@access.hub_role(Role.ORGANISER)
def switch_learning_off(hub: str) -> Any:
    actions.switch(g.hub.id, off=True)
    web.done(
        _("Your decisions no longer change the order of suggestions."),
        url_for(".switch_learning_on", hub=hub),
    )
    return _back(hub)


@bp.post("/hubs/<hub>/lessons/switch-on")
@access.hub_role(Role.ORGANISER)
def switch_learning_on(hub: str) -> Any:
    actions.switch(g.hub.id, off=False)
    web.done(_("Your decisions change the order of suggestions again."))
    return _back(hub)
