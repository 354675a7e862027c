"""Answers of one person: changed by themselves or by the office, files for these two alone."""

from __future__ import annotations

from typing import Any

from flask import Response, abort, render_template, url_for

from app.core import access, files, uploads, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations.blueprint import bp
from app.registrations.models import Registration
from app.registrations.office.listing import registration_or_404
from app.registrations.own.guard import persons
from app.registrations.questions import answers, changes, queries
from app.registrations.questions.fields import drop_files, with_questions
from app.registrations.questions.forms import AnswersForm
from app.registrations.questions.rules import Given
from app.registrations.states import Status

OFFICE = "/events/<slug>/desk/registrations/<code>/answers"


def _form(registration: Registration, *, lenient: bool) -> AnswersForm:
    asked = queries.asked(registration.event_id)
    held = answers.of(registration.id)
    form_class = with_questions(AnswersForm, asked, held, lenient=lenient)
    return form_class(registration.category.code)


def _changed(registration: Registration, form: AnswersForm) -> bool:
    """Take the answers in; whether they were taken."""
    said: tuple[Given, ...] = ()
    try:
        said = form.said()
        changes.change_answers(registration, form.questions, said)
    except Refused as refusal:
        drop_files(said, form.held)
        form.refuse(refusal)
        return False
    web.done(_("Your answers are changed.") if not form.lenient else _("Answers changed."))
    return True


@bp.route("/r/<token>/answers", methods=["GET", "POST"])
@access.link("registration")
@web.takes(megabytes=17)
@persons
def own_answers(registration: Registration, token: str) -> Any:
    """Change what was answered to the event's own questions."""
    if registration.status is Status.CANCELLED:
        return see_other(url_for(".own_registration", token=token))
    form = _form(registration, lenient=False)
    if form.submitted() and _changed(registration, form):
        return see_other(url_for(".own_registration", token=token))
    return render_template(
        "registrations/questions/own.html",
        registration=registration,
        event=registration.event,
        token=token,
        form=form,
        questions=form.questions,
    )


@bp.route(OFFICE, methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
@web.takes(megabytes=17)
def office_answers(slug: str, code: str) -> Any:
    """The office corrects answers; it may leave any out."""
    registration = registration_or_404(code)
    form = _form(registration, lenient=True)
    if form.submitted() and _changed(registration, form):
        return see_other(url_for(".one", slug=slug, code=code))
    return render_template(
        "registrations/questions/office.html",
        registration=registration,
        form=form,
        questions=form.questions,
    )


@bp.get("/r/<token>/answers/<question>")
@access.link("registration")
@persons
def own_answer_file(registration: Registration, token: str, question: str) -> Any:
    """A file the person sent."""
    return _file(registration, question)


@bp.get(f"{OFFICE}/<question>")
@access.event_role(Role.VIEWER)
def office_answer_file(slug: str, code: str, question: str) -> Any:
    """A file somebody sent, for the office."""
    return _file(registration_or_404(code), question)


def _file(registration: Registration, question: str) -> Response:
    answer = answers.to_question(registration.id, question)
    content = files.read(answer.file_stored) if answer and answer.file_stored else None
    if answer is None or content is None:
        abort(404)
    reply = Response(content, mimetype=uploads.mimetype(answer.file_stored or ""))
    reply.headers.set("Content-Disposition", "attachment", filename=answer.text)
    reply.headers["Content-Security-Policy"] = "sandbox"
    return reply
