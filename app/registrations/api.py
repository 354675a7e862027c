"""Sign-up for programs (design.md 5): JSON in, JSON or a problem document out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import flask_smorest
from flask import abort, request
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema
from sqlalchemy import select

from app.core import access, clock, limits, web, words
from app.core.db import db
from app.core.errors import Refused
from app.core.forms import email_or_error, phone_or_error
from app.core.i18n import _
from app.core.text import clean
from app.events import queries as events
from app.events.kinds import EventState
from app.events.models import Event
from app.registrations import actions, idempotency, queries
from app.registrations.invitations import uses as invitations
from app.registrations.own import link
from app.registrations.person import Person
from app.registrations.questions import answers
from app.registrations.questions import queries as questions
from app.registrations.questions import words as sentences
from app.registrations.questions.rules import Given, Kind, judge
from app.registrations.sender import network_hash
from app.registrations.states import Purpose, Source, Status

bp = flask_smorest.Blueprint(
    "registrations_api", __name__, url_prefix="/api/v1", description="Sign-up"
)
MOST_ANSWERS = 8_000  # characters of JSON
#: Refusals that are about one field: 422 with `errors`, as a mistake in the request.
ABOUT_A_FIELD = {
    "no_such_category",
    "consent_needed",
    "guardian_needed",
    "answer_unfit",
    "invitation_unknown",
}
UNUSABLE = ABOUT_A_FIELD | {"key_reused", "key_too_long"}


class Text(fields.String):
    """One line of at most `most` characters, cleaned; empty is None.

    Control characters are a mistake, not removed.
    """

    def __init__(self, most: int = 254, **kwargs: Any) -> None:
        super().__init__(metadata={"maxLength": most}, **kwargs)
        self.most = most

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, *args, **kwargs)
        if len(text) > self.most:
            raise ValidationError(
                _("At most %(most)d characters; this has %(has)d.", most=self.most, has=len(text))
            )
        try:
            return clean(text) or None
        except ValueError as trouble:
            raise ValidationError(_("This contains characters that cannot be stored.")) from trouble


class Address(Text):
    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return _read(email_or_error, super()._deserialize(value, *args, **kwargs))


class Phone(Text):
    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        return _read(phone_or_error, super()._deserialize(value, *args, **kwargs))


def _read(read: Any, text: str | None) -> str | None:
    try:
        return read(text) if text else None
    except ValueError as trouble:
        raise ValidationError(str(trouble)) from trouble


class Purposes(fields.List):
    """Purposes consented to; one list of sentences when something is wrong."""

    def _deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        known = set(Purpose)
        if not isinstance(value, list) or any(
            not isinstance(item, str) or item not in known for item in value
        ):
            purposes = ", ".join(sorted(known))
            raise ValidationError(_("A list of these purposes: %(purposes)s.", purposes=purposes))
        if Purpose.EVENT_OPERATIONS not in value:
            raise ValidationError(words.say(Refused("consent_needed")))
        return frozenset(Purpose(item) for item in value)


class SignUp(Schema):
    """What a person says of themselves. Required: category, name, e-mail or phone, consents."""

    class Meta:
        unknown = EXCLUDE

    category = Text(30, required=True)
    name = Text(120, required=True)
    email = Address(allow_none=True, load_default=None)
    phone = Phone(allow_none=True, load_default=None)
    organisation = Text(200, allow_none=True, load_default=None)
    answers = fields.Dict(keys=fields.String(), allow_none=True, load_default=dict)
    consents = Purposes(fields.String(validate=validate.OneOf(list(Purpose))), required=True)
    locale = fields.String(
        allow_none=True, load_default="vi", validate=validate.OneOf(["vi", "en"])
    )
    birth_year = fields.Integer(allow_none=True, load_default=None, strict=True)
    guardian = Text(120, allow_none=True, load_default=None)
    guardian_phone = Phone(allow_none=True, load_default=None)
    invitation = Text(40, allow_none=True, load_default=None)

    @validates_schema(skip_on_field_errors=False)
    def together(self, data: Mapping[str, Any], **_kwargs: Any) -> None:
        found: dict[str, list[str]] = {}
        if "name" in data and not data["name"]:
            found["name"] = [_("Please fill this in.")]
        if "email" in data and "phone" in data and not (data["email"] or data["phone"]):
            found["email"] = [_("An e-mail address or a phone number is needed.")]
        if not _year_fits(data.get("birth_year")):
            found["birth_year"] = [_("This is not a year of birth.")]
        if trouble := _trouble_with(data.get("answers") or {}):
            found["answers"] = [trouble]
        if found:
            raise ValidationError(found)


class SignedUp(Schema):
    """The answer: the code, where the registration stands, the person's own link."""

    code = fields.String(required=True)
    status = fields.String(required=True, validate=validate.OneOf(list(Status)))
    manage_url = fields.String(required=True)


class Key(Schema):
    class Meta:
        unknown = EXCLUDE

    key = fields.String(data_key="Idempotency-Key", load_default=None)


def _trouble_with(answers: dict[str, Any]) -> str | None:
    """What is wrong with answers to an event's own questions: too long, or not to be kept."""
    text = json.dumps(answers, ensure_ascii=False)
    if len(text) > MOST_ANSWERS:
        return _("That is too much at once.")
    try:
        clean(text.replace("\\n", " ").replace("\\t", " "))
    except ValueError:
        return _("This contains characters that cannot be stored.")
    return _("This contains characters that cannot be stored.") if "\\u00" in text else None


def _year_fits(year: int | None) -> bool:
    return year is None or 1900 <= year <= clock.today().year


@bp.route("/events/<slug>/registrations", methods=["POST"])
@access.public
@bp.arguments(SignUp)
@bp.arguments(Key, location="headers")
@bp.response(201, SignedUp)
@bp.alt_response(409, description="`already_signed_up` or `closed`; nothing has changed")
@bp.alt_response(422, description="`errors` names the fields; or the key came with another body")
def sign_up(said: dict[str, Any], headers: dict[str, Any], slug: str) -> Any:
    """Sign a person up; the badge is made by then.

    With an `Idempotency-Key` the same request may be repeated: it gets the same answer.
    """
    event = db.session.scalar(
        select(Event).where(Event.slug == slug, Event.state != EventState.DRAFT)
    )
    if event is None:
        abort(404)
    limits.check("sign_up", "120/minute;3000/hour")
    event_id, network = event.id, network_hash()

    def deed() -> dict[str, Any]:
        category = queries.category_by_code(event_id, said["category"])
        if category is None:
            raise Refused("no_such_category", field="category")
        given, others = answers_of(event_id, category.code, said["answers"] or {})
        person = replace(person_of(said), said=given, answers=others)
        registration = actions.sign_up(category.id, person, source=Source.API, network_hash=network)
        return {
            "code": registration.code,
            "status": registration.status.value,
            "nonce": registration.link_nonce,
        }

    if said["invitation"] and invitations.usable(event_id, said["invitation"]) is None:
        limits.check("wrong_invitation", "20/minute;200/hour")
    try:
        kept = idempotency.once(
            f"registrations:{slug}", headers.get("key"), request.get_json(), deed
        )
    except Refused as refusal:
        return refused(refusal)
    path = f"/r/{link.token_of(kept['code'], kept['nonce'])}"
    return {
        "code": kept["code"],
        "status": kept["status"],
        "manage_url": web.outside(path),
    }


def person_of(said: Mapping[str, Any]) -> Person:
    """The person of a validated request."""
    return Person(
        name=said["name"],
        email=said["email"],
        phone=said["phone"],
        organisation=said["organisation"],
        consents=said["consents"],
        birth_year=said["birth_year"],
        guardian=said["guardian"],
        guardian_phone=said["guardian_phone"],
        invitation=said["invitation"],
        answers=said["answers"] or {},
        locale=said["locale"] or "vi",
    )


def answers_of(
    event_id: int, category: str, said: Mapping[str, Any]
) -> tuple[tuple[Given, ...], dict[str, Any]]:
    """Answers to the event's questions by their codes, and what else a program sent along.

    A program may leave any out; files come by the page alone. Raises Refused("answer_unfit").
    """
    asked = {each.code: each for each in questions.asked(event_id) if each.kind is not Kind.FILE}
    others = {code: value for code, value in said.items() if code not in asked}
    raw = {code: _texts(value) for code, value in said.items() if code in asked}
    found = judge([each.asked for each in asked.values()], category, raw, lenient=True)
    for code, problem in found.problems.items():
        raise Refused(
            "answer_unfit", question=code, problem=sentences.say(problem), field="answers"
        )
    given = [answers.given(asked[code], values) for code, values in found.values.items() if values]
    return tuple(given), others


def _texts(value: Any) -> list[str]:
    """An answer of a program as the form would send it."""
    parts = value if isinstance(value, list) else [value]
    words_of = {True: "yes", False: "no"}
    return [
        words_of[part] if isinstance(part, bool) else str(part)
        for part in parts
        if part is not None
    ]


class Question(Schema):
    """A question of the sign-up form; `options` are [key, words], `conditions` "code:key"."""

    code = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(Kind)))
    label = fields.String(required=True)
    label_en = fields.String(allow_none=True)
    required = fields.Boolean(required=True)
    options = fields.List(fields.List(fields.String()), required=True)
    categories = fields.List(fields.String(), required=True)
    conditions = fields.List(fields.String(), required=True)


class Questions(Schema):
    items = fields.List(fields.Nested(Question), required=True)


@bp.route("/events/<slug>/questions")
@access.public
@bp.response(200, Questions)
def questions_asked(slug: str) -> Any:
    """What the sign-up form of an event asks; answers go by these codes."""
    event = events.public_event(slug)
    if event is None:
        abort(404)
    return {
        "items": [
            {
                "code": each.code,
                "kind": each.kind.value,
                "label": each.label,
                "label_en": each.label_en,
                "required": each.required,
                "options": [list(pair) for pair in answers.options_of(each)],
                "categories": each.categories,
                "conditions": each.conditions,
            }
            for each in questions.asked(event.id)
        ]
    }


def refused(refusal: Refused) -> Any:
    """A refusal as a problem document: 422 when the request is at fault, else 409."""
    sentence = words.say(refusal)
    if refusal.code not in UNUSABLE:
        return web.problem(409, refusal.code, sentence)
    field = refusal.details.get("field") if refusal.code in ABOUT_A_FIELD else None
    extra = {"errors": {str(field): [sentence]}} if field else {}
    return web.problem(422, refusal.code, sentence, **extra)
