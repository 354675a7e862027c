"""Signing up on one page; the answer says nothing of an earlier sign-up."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request, session, url_for

from app.core import access, clock, ids, limits, web
from app.core.errors import Refused
from app.core.web import see_other
from app.events import queries as events
from app.events.models import Event
from app.registrations import actions, idempotency, queries
from app.registrations.blueprint import bp
from app.registrations.invitations import uses as invitations
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category
from app.registrations.own import actions as own
from app.registrations.own import link, page
from app.registrations.person import Person, person_key
from app.registrations.public.forms import SignUpForm
from app.registrations.questions import queries as questions
from app.registrations.questions.fields import drop_files, with_questions
from app.registrations.sender import network_hash
from app.registrations.states import Source
from app.registrations.words import CONSENTS


def _event_or_404(slug: str) -> Event:
    event = events.public_event(slug)
    if event is None:
        abort(404)
    return event


@bp.route("/events/<slug>/register", methods=["GET", "POST"])
@access.public
@web.takes(megabytes=17)
def register(slug: str) -> Any:
    """Sign up; then show the badge."""
    event = _event_or_404(slug)
    code = request.form.get("invitation") or request.args.get("code")
    invited = _invited(event.id, code)
    by_code = bool(code) or invitations.are_given(event.id)
    everything = queries.standings(event.id)
    standings = [each for each in everything if _may_choose(each.category, invited)]
    if not standings:
        return render_template(
            "registrations/closed.html",
            event=event,
            now=clock.now(),
            today=clock.today(),
            by_code=by_code and any(actions.is_open(each.category) for each in everything),
            wrong=bool(code),
        )
    asked = questions.asked(event.id)
    form = with_questions(SignUpForm, asked)(standings, invited)
    using_code = "use_code" in request.form
    if not using_code and form.submitted():
        limits.check("sign_up", "120/minute;3000/hour")
        try:
            token = _sign_up(event, form)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            session["signed_up"] = {"slug": slug, "token": token, "to": form.email.data}
            return see_other(url_for(".signed_up", slug=slug))
    page = render_template(
        "registrations/register.html",
        event=event,
        form=form,
        standings={each.category.id: each for each in standings},
        questions=asked,
        by_code=by_code,
        invited=invited,
        wrong_code=bool(code) and invited is None,
        category_values={each.category.code: each.category.id for each in standings},
        consents=CONSENTS,
        controller=queries.controller(event),
    )
    return page, 422 if form.was_sent else 200


def _invited(event_id: int, code: str | None) -> Invitation | None:
    """The invitation a code stands for; wrong codes are counted, so that nobody tries them all."""
    if not code:
        return None
    invited = invitations.usable(event_id, code)
    if invited is None:
        limits.check("wrong_invitation", "20/minute;200/hour")
    return invited


def _may_choose(category: Category, invited: Invitation | None) -> bool:
    named = invited is not None and invited.category_id == category.id
    return (category.public or named) and actions.is_open(category)


def _sign_up(event: Event, form: SignUpForm) -> str | None:
    """The new registration's link; None when this person was there already.

    They get it by letter, and whoever typed their address learns nothing. The form carries a
    key, so that pressing twice signs up once; with other words in it, it is another request.
    """
    person, category_id, network = form.person(), form.category.data, network_hash()
    said = {"category": category_id, "person": repr(person)}
    key = ids.digest(f"{form.key.data}:{said}")
    event_id, unused = event.id, person.said

    def deed() -> dict[str, Any]:
        nonlocal unused
        made = actions.sign_up(category_id, person, source=Source.WEB, network_hash=network)
        unused = ()
        return {"code": made.code, "nonce": made.link_nonce}

    try:
        answer = idempotency.once(f"page:{event_id}", key, said, deed)
    except Refused as refusal:
        if refusal.code != "already_signed_up":
            raise
        _remind(event_id, person)
        return None
    finally:
        drop_files(unused)
    return link.token_of(answer["code"], answer["nonce"])


def _remind(event_id: int, person: Person) -> None:
    own.remind(event_id, person_key(person.email, person.phone, person.name))


@bp.get("/events/<slug>/register/done")
@access.public
def signed_up(slug: str) -> Any:
    """The answer to a sign-up, for the browser that sent it."""
    event = _event_or_404(slug)
    said = session.get("signed_up") or {}
    if said.get("slug") != slug:
        return see_other(url_for(".register", slug=slug))
    registration = link.find(said["token"]) if said.get("token") else None
    if registration is None:
        return render_template("registrations/received.html", event=event, to=said.get("to"))
    if not link.opens_all(registration, said["token"]):
        return see_other(url_for(".own_registration", token=said["token"]))
    return page.render("registrations/signed_up.html", registration, said["token"])


@bp.get("/privacy")
@access.public
def privacy() -> Any:
    """How personal data is used, in plain words."""
    return render_template("registrations/privacy.html", consents=CONSENTS)
