"""Handing a place over: the holder's page, and the colleague's."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, url_for

from app.core import access, limits, web
from app.core.errors import Refused
from app.core.forms import BaseForm, EmailField, MaxLength, PhoneField, Required, TextField
from app.core.i18n import _, _l, locale_code
from app.core.web import see_other
from app.registrations import queries
from app.registrations.blueprint import bp
from app.registrations.fields import PurposeField, needs_operations
from app.registrations.models import Registration
from app.registrations.own import link, transfer
from app.registrations.own.guard import persons
from app.registrations.person import Person
from app.registrations.questions import queries as questions
from app.registrations.questions.fields import drop_files, with_questions
from app.registrations.questions.forms import AnswersForm
from app.registrations.questions.rules import Given
from app.registrations.sender import network_hash
from app.registrations.states import Status
from app.registrations.words import CONSENTS


class OfferForm(BaseForm):
    """Who is to have the place."""

    name = TextField(_l("Your colleague's name"), [Required(), MaxLength(120)])
    email = EmailField(_l("Your colleague's e-mail"), [Required(), MaxLength(254)])


class AcceptForm(AnswersForm):
    """Who takes the place, and their answers: the e-mail is the one the letter went to."""

    name = TextField(_l("Full name"), [Required(), MaxLength(120)])
    organisation = TextField(_l("Organisation"), [MaxLength(200)])
    phone = PhoneField(_l("Phone"))
    consents = PurposeField(_l("What you allow"), [needs_operations])


@bp.route("/r/<token>/transfer", methods=["GET", "POST"])
@access.link("registration")
@persons
def own_transfer(registration: Registration, token: str) -> Any:
    """Offer the place to a colleague; see who was asked, take the offer back."""
    form = OfferForm()
    if form.submitted():
        limits.check("transfer", "20/hour", registration.code)
        try:
            transfer.offer(registration, form.name.data or "", form.email.data or "")
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(
                _("A letter is on its way to your colleague. Until the yes your badge is good.")
            )
            return see_other(url_for(".own_transfer", token=token))
    page = render_template(
        "registrations/own_transfer.html",
        registration=registration,
        event=registration.event,
        token=token,
        form=form,
        offer=transfer.offer_of(registration),
        confirmed=registration.status is Status.CONFIRMED,
    )
    return page, 422 if form.errors else 200


@bp.post("/r/<token>/transfer/back")
@access.link("registration")
@persons
def own_transfer_back(registration: Registration, token: str) -> Any:
    """The offer is not meant any more."""
    transfer.take_back(registration)
    web.done(_("The offer is taken back; the place stays yours."))
    return see_other(url_for(".own_registration", token=token))


@bp.route("/transfer/<token>", methods=["GET", "POST"])
@access.link(transfer.PURPOSE)
@web.takes(megabytes=17)
def accept_transfer(token: str) -> Any:
    """The colleague sees what is offered and says yes, with consents and answers of their own."""
    offer = transfer.find(token)
    if offer is None:
        abort(404)
    before = queries.with_event(offer.registration_id)
    asked = questions.asked(before.event_id)
    form = with_questions(AcceptForm, asked)(before.category.code, data={"name": offer.name})
    if form.submitted():
        said: tuple[Given, ...] = ()
        try:
            said = form.said()
            after = transfer.accept(offer, _person(form, offer.email, said), network_hash())
        except Refused as refusal:
            drop_files(said)
            form.refuse(refusal)
        else:
            web.done(_("The place is yours; here is your badge."))
            mine = link.mailed_token_of(after)
            return see_other(url_for(".own_registration", token=mine))
    page = render_template(
        "registrations/transfer.html",
        form=form,
        offer=offer,
        category=before.category,
        questions=asked,
        event=before.event,
        category_name=queries.category_name(before.category),
        when_where=queries.when_where(before.event),
        consents=CONSENTS,
        controller=queries.controller(before.event),
    )
    return page, 422 if form.errors else 200


def _person(form: AcceptForm, email: str, said: tuple[Given, ...]) -> Person:
    """What the colleague says; the address is the one that the letter reached."""
    return Person(
        name=form.name.data or "",
        email=email,
        phone=form.phone.data,
        organisation=form.organisation.data,
        consents=frozenset(form.consents.data),
        said=said,
        locale=locale_code(),
    )
