"""The participant's pages, behind the link that only they have. Opening them changes nothing."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, render_template, request, url_for
from flask_login import current_user

from app.catalogue import vocabulary
from app.catalogue.public.asker import asker
from app.connections import booths
from app.connections.models import MeetingRequest
from app.connections.phases import standing
from app.connections.phases import words as phase_words
from app.connections.portal import actions, faces, forms, queries, receiving, suggestions, turns
from app.connections.portal.blueprint import bp
from app.connections.portal.models import MeetingRules, Profile
from app.connections.stages import RequestState, Side
from app.connections.words import REQUEST_KINDS, REQUEST_STATES
from app.core import access, audit, clock, lists, web
from app.core.access import Role
from app.core.db import transaction
from app.core.errors import Refused
from app.core.i18n import _
from app.events.models import Event
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.own.guard import persons
from app.registrations.person import is_minor
from app.registrations.sender import network_hash
from app.registrations.states import Purpose, Source, Status

PER_PAGE = 20


@dataclass(frozen=True)
class Me:
    """Who the link belongs to; `profile` is None before the first word. `acting`: the office."""

    registration: Registration
    token: str
    profile: Profile | None
    rules: MeetingRules
    acting: bool

    @property
    def event(self) -> Event:
        return self.registration.event

    def side(self, row: MeetingRequest) -> Side:
        """On which side of a request they sit."""
        if row.asked_side is not None and row.asked_by_id == self.registration.id:
            return row.asked_side
        if row.asked_side is not None and row.asked_of_id == self.registration.id:
            return turns.other(row.asked_side)
        firm = self.profile.organisation_id if self.profile else None
        return Side.DEMAND if row.need.organisation_id == firm else Side.SUPPLY


def participants(view: Callable[..., Any]) -> Callable[..., Any]:
    """Resolve the link of somebody with a place at an event that has a portal, or answer 404.

    What others say of themselves is shown only to whose address is confirmed: whoever typed a
    stranger's is led back to the page that says how.
    """

    @functools.wraps(view)
    @persons
    def resolved(registration: Registration, token: str, **more: str) -> Any:
        rules = queries.rules_of(registration.event_id)
        if rules is None or registration.status is not Status.CONFIRMED:
            abort(404)
        office = access.may(Role.ORGANISER, registration.event.hub_id)
        acting = office and current_user.email != registration.email
        unknown = registration.email is not None and registration.email_confirmed_at is None
        if unknown and not acting:
            web.refused(Refused("address_unconfirmed"))
            abort(web.see_other(url_for("registrations.own_registration", token=token)))
        profile = queries.profile_of(registration.id)
        return view(Me(registration, token, profile, rules, acting), **more)

    return resolved


def _page(template: str, me: Me, status: int = 200, **more: Any) -> Any:
    page = render_template(
        f"connections/portal/{template}.html",
        me=me,
        event=me.event,
        token=me.token,
        is_open=queries.is_open(me.event, me.rules),
        field_name=vocabulary.field,
        **more,
    )
    return page, status


def _noted(me: Me, deed: str, **about: Any) -> None:
    """Where the office acts for somebody, their history says so, with both."""
    if me.acting:
        with transaction():
            hub_id = me.event.hub_id
            audit.record("acted_for", me.registration, hub_id=hub_id, deed=deed, **about)


@bp.get("/r/<token>/meet")
@access.link("registration")
@participants
def home(me: Me) -> Any:
    """What waits for an answer, one's own requests, and what fits."""
    found = queries.requests_of(me.registration, me.profile)
    stands = booths.stands_for(found)
    rows = [_shown(me, row, stands) for row in found]
    opened = queries.is_open(me.event, me.rules)
    fitting = suggestions.for_profile(me.profile, me.event) if opened and me.profile else []
    asked = {(row["row"].technology_id, row["row"].need_id) for row in rows}
    return _page(
        "home",
        me,
        waiting=[row for row in rows if row["my_turn"]],
        others=[row for row in rows if not row["my_turn"]],
        fitting=[one for one in fitting if not _asked_already(one, asked)],
        asker=asker,
        states=REQUEST_STATES,
        kinds=REQUEST_KINDS,
        phases=standing.of(me.event),
        phase_words=phase_words,
    )


def _asked_already(one: suggestions.Fitting, asked: set[tuple[int, int]]) -> bool:
    """Whether a request about a suggestion is there already."""
    if one.kind == "technology":
        return one.subject.id in {technology for technology, _need in asked}
    if one.kind == "need":
        return one.subject.id in {need for _technology, need in asked}
    made = one.subject.technology_id if one.i_look_for else one.subject.need_id
    return made is not None and made in {pair[0 if one.i_look_for else 1] for pair in asked}


def _shown(me: Me, row: MeetingRequest, stands: booths.ByFirm) -> dict[str, Any]:
    """A request as its card shows it."""
    side = me.side(row)
    standing = turns.standing(row.state, row.expires_at, clock.now())
    waits = turns.waits_for(row.asked_side, proposed=row.proposal is not None)
    is_open = standing is RequestState.REQUESTED
    mine = row.asked_side is not None and side is row.asked_side
    return booths.shown(row, stands) | {
        "row": row,
        "face": faces.across(row, side),
        "standing": standing,
        "mine": mine,
        "my_turn": is_open and side in waits,
        "may_propose": is_open and side in waits and row.asked_side is not None and not mine,
        "may_withdraw": standing is RequestState.ACCEPTED or (is_open and mine),
        "may_think_again": standing is RequestState.DECLINED and not mine,
    }


# ------------------------------------------------------------------ profile
@bp.route("/r/<token>/meet/profile", methods=["GET", "POST"])
@access.link("registration")
@participants
def profile(me: Me) -> Any:
    """What one looks for and offers."""
    held = own.current_consents(me.registration)
    row = me.profile
    form = forms.ProfileForm(
        minor=is_minor(me.registration.birth_year, clock.today()),
        data={
            "wants": row.wants if row else None,
            "offers": row.offers if row else None,
            "readiness": str(row.readiness or "") if row else "",
            "fields": row.fields if row else [],
            "directory": Purpose.DIRECTORY in held,
        },
    )
    if form.submitted():
        with transaction():
            actions.save_profile(me.registration, form.said())
            if "directory" in form and form.directory.data != (Purpose.DIRECTORY in held):
                change = {Purpose.DIRECTORY}
                wanted = held | change if form.directory.data else held - change
                own.change_consents(
                    me.registration, wanted, channel=_channel(me), network_hash=network_hash()
                )
            _noted(me, "profile_changed")
        web.done(_("Saved."))
        return web.see_other(url_for(".home", token=me.token))
    return _page("profile", me, 422 if form.errors else 200, form=form)


def _channel(me: Me) -> Source:
    return Source.DESK if me.acting else Source.WEB


# ------------------------------------------------------------------ who is here
@bp.get("/r/<token>/meet/people")
@access.link("registration")
@participants
def people(me: Me) -> Any:
    """The participants who agreed to be found."""
    kind, field = lists.asked("kind"), lists.asked("field")
    page = lists.listing(
        queries.directory(me.event, lists.asked("q"), field, kind),
        sorts=queries.SORTS,
        default="name",
        per_page=PER_PAGE,
    )
    return _page("people", me, page=page, fields=vocabulary.choices(vocabulary.FIELDS))


# ------------------------------------------------------------------ asking
@bp.route("/r/<token>/meet/ask/<kind>/<code>", methods=["GET", "POST"])
@access.link("registration")
@participants
def ask(me: Me, kind: str, code: str) -> Any:
    """Ask for a meeting, with a short reason."""
    found = _subject(me, kind, code) or abort(404)
    topics = _topics(found) if kind == "person" else []
    ways = receiving.choices_for(me.registration, me.profile, kind, found)
    form = forms.AskForm(topics, ways, data=_usual_topic(me, topics))
    if form.submitted():
        try:
            _ask(me, kind, found, form, topics)
            web.done(_("Asked. You get a letter once there is an answer."))
            return web.see_other(url_for(".home", token=me.token))
        except Refused as refusal:
            form.refuse(refusal)
    return _page("ask", me, 422 if form.errors else 200, form=form, kind=kind, found=found,
                 asker=asker)  # fmt: skip


def _subject(me: Me, kind: str, code: str) -> Any:
    if kind == "technology":
        return queries.technology(code)
    if kind == "need":
        return queries.open_need(me.event, code)
    if kind == "person":
        found = queries.person(me.event, code)
        return found if found is None or found.registration_id != me.registration.id else None
    return None


def _topics(them: Profile) -> list[tuple[str, str]]:
    said = [("offers", _("What they offer"), them.offers), ("wants", _("What they look for"),
            them.wants)]  # fmt: skip
    return [(name, label) for name, label, text in said if text]


def _usual_topic(me: Me, topics: list[tuple[str, str]]) -> dict[str, str]:
    """What somebody with a like wish most likely means."""
    wish = lists.asked("about")
    if wish in dict(topics):
        return {"topic": wish}
    offers = me.profile is not None and me.profile.offers and not me.profile.wants
    return {"topic": "wants" if offers else "offers"}


def _ask(
    me: Me, kind: str, found: Any, form: forms.AskForm, topics: list[tuple[str, str]]
) -> MeetingRequest:
    message, wish = form.message.data or "", booths.chosen(form.mode.data)
    with transaction():
        mine = actions.profile_for(me.registration)
        if kind == "technology":
            made = actions.ask_for_technology(mine, found, message, *wish)
        elif kind == "need":
            made = actions.ask_about_need(mine, found, message, *wish)
        else:
            topic = form.topic.data if "topic" in form else topics[0][0] if topics else "offers"
            made = actions.ask_person(mine, found, message, *wish, i_look_for=topic == "offers")
        _noted(me, "meeting_requested", code=made.code)
    return made


# ------------------------------------------------------------------ answering
def _request(me: Me, code: str) -> MeetingRequest:
    return queries.request_of(me.registration, me.profile, code) or abort(404)


def _deed(
    me: Me, code: str, name: str, deed: Callable[..., Any], said: str, undo: str | None = None
) -> Any:
    row = _request(me, code)
    try:
        with transaction():
            deed(row, me.side(row))
            _noted(me, name, code=row.code)
        web.done(said, undo)
    except Refused as refusal:
        web.refused(refusal)
    return web.see_other(url_for(".home", token=me.token))


@bp.post("/r/<token>/meet/requests/<code>/accept")
@access.link("registration")
@participants
def accept(me: Me, code: str) -> Any:
    """Yes, in one tap."""

    deed = functools.partial(actions.answer, accept=True, booth=request.form.get("booth"))
    said = _("Accepted. Now you see how to reach each other.")
    return _deed(me, code, "request_accepted", deed, said)


@bp.post("/r/<token>/meet/requests/<code>/decline")
@access.link("registration")
@participants
def decline(me: Me, code: str) -> Any:
    """No, in one tap; it can be taken back."""

    deed = functools.partial(actions.answer, accept=False)
    undo = url_for(".think_again", token=me.token, code=code)
    return _deed(me, code, "request_declined", deed, _("Declined."), undo)


@bp.post("/r/<token>/meet/requests/<code>/withdraw")
@access.link("registration")
@participants
def withdraw(me: Me, code: str) -> Any:
    """End a request of one's own, or a meeting agreed to."""
    said = _("Withdrawn. The other side is told.")
    return _deed(me, code, "request_withdrawn", actions.withdraw, said)


@bp.post("/r/<token>/meet/requests/<code>/again")
@access.link("registration")
@participants
def think_again(me: Me, code: str) -> Any:
    """Take one's "no" back."""
    said = _("It waits for your answer again.")
    return _deed(me, code, "request_reopened", actions.think_again, said)


@bp.route("/r/<token>/meet/requests/<code>/propose", methods=["GET", "POST"])
@access.link("registration")
@participants
def propose(me: Me, code: str) -> Any:
    """A colleague, or another time in words."""
    row = _request(me, code)
    mine = me.profile
    others = queries.colleagues(me.event, mine) if mine is not None else []
    others = [one for one in others if one.registration_id != row.asked_by_id]
    form = forms.ProposeForm([(one.code, one.registration.name) for one in others])
    if form.submitted():
        chosen = form.colleague.data if "colleague" in form else ""
        colleague = next((one for one in others if one.code == chosen), None)
        try:
            with transaction():
                if colleague is not None:
                    actions.hand_on(row, me.side(row), colleague)
                else:
                    actions.propose(row, me.side(row), form.words.data or "")
                _noted(me, "request_proposed", code=row.code)
            web.done(_("Sent on. You get a letter once there is an answer."))
            return web.see_other(url_for(".home", token=me.token))
        except Refused as refusal:
            form.refuse(refusal)
    status = 422 if form.errors else 200
    shown = _shown(me, row, booths.stands_for([row]))
    if request.method == "GET" and not shown["may_propose"]:
        return web.see_other(url_for(".home", token=me.token))
    return _page("propose", me, status, form=form, shown=shown)
