"""News to those who agreed, and the way out of it."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from sqlalchemy import select

from app.core import access, lists, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import queries as people
from app.registrations.letters import news, queries
from app.registrations.letters.actions import check_words
from app.registrations.letters.blueprint import bp
from app.registrations.letters.forms import NewsForm
from app.registrations.letters.models import Message

PATH = "/hubs/<hub>/news"


@bp.get(PATH)
@access.hub_role(Role.ORGANISER)
def hub_news(hub: str) -> Any:
    """What was written to those who agreed to news."""
    written = select(Message).where(Message.hub_id == g.hub.id, Message.advertising.is_(True))
    sorts = {"created": [Message.created_at, Message.id]}
    page = lists.listing(written, sorts=sorts, default="-created")
    return render_template(
        "registrations/letters/news_list.html",
        page=page,
        number=len(news.readers(g.hub.id)),
    )


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.hub_role(Role.ORGANISER)
def new_news(hub: str) -> Any:
    """Write news: seen as a reader would, with how many get it, then sent."""
    form = NewsForm(queries.hub_events(g.hub.id))
    event = queries.hub_event(g.hub.id, form.event.data or "")
    found = news.readers(g.hub.id, event.id if event else None)
    preview = None
    if form.submitted():
        try:
            if "send" in request.form:
                news.write(g.hub.id, form.words(), event.id if event else None)
                web.done(_("The news is on its way; the outbox shows how far it is."))
                return see_other(url_for(".hub_news", hub=hub))
            preview = _preview(form, found)
        except Refused as refusal:
            form.refuse(refusal)
    page = render_template(
        "registrations/letters/news.html", form=form, preview=preview, number=len(found)
    )
    return page, 422 if form.errors or getattr(form, "form_errors", None) else 200


def _preview(form: NewsForm, found: list[news.Reader]) -> Any:
    check_words(form.words())
    if not found:
        raise Refused("no_readers")
    reader = queries.registration(found[-1].registration_id)
    return news.preview(reader, form.words(), advertising=True)


# ------------------------------------------------------------------ the way out
@bp.route("/u/<token>", methods=["GET", "POST"])
@access.link(news.PURPOSE)
def unsubscribe(token: str) -> Any:
    """Shown on GET, done on POST; mail programs send the POST by themselves (RFC 8058)."""
    person = news.person_of(token)
    if person is None:
        abort(404)
    if request.method == "POST":
        news.opt_out(person)
    return render_template(
        "registrations/letters/unsubscribe.html",
        done=request.method == "POST" or not news.wants_news(person),
        hub=person.event.hub,
        event=person.event,
        event_title=people.event_name(person.event),
    )


def _no_token_needed(state: BlueprintSetupState) -> None:
    """Mail programs send no cookie and no CSRF token; the link itself is the right to do it."""
    state.app.extensions["csrf"].exempt(unsubscribe)


bp.record_once(_no_token_needed)
