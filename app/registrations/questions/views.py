"""The questions of an event in the office: made, ordered, looked at as on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import queries as registrations
from app.registrations.blueprint import bp
from app.registrations.questions import actions, answers, queries
from app.registrations.questions.fields import with_questions
from app.registrations.questions.forms import AnswersForm, QuestionForm
from app.registrations.questions.models import SignUpQuestion
from app.registrations.questions.words import KINDS

PATH = "/events/<slug>/desk/questions"


def _question_or_404(code: str) -> SignUpQuestion:
    question = queries.by_code(g.event.id, code)
    if question is None:
        abort(404)
    return question


@bp.get(PATH)
@access.event_role(Role.VIEWER)
def questions(slug: str) -> Any:
    """What is asked, of whom, and how many answered what."""
    found = queries.all_of(g.event.id)
    return render_template(
        "registrations/questions/list.html",
        questions=[each for each in found if each.removed_at is None],
        removed=[each for each in found if each.removed_at is not None],
        counts=answers.counts(g.event.id),
        choices=answers.choices_made(g.event.id),
        kinds=KINDS,
        label_of=answers.label_of,
        categories=_category_names(),
        conditions=answers.condition_words(found),
    )


def _category_names() -> dict[str, str]:
    found = registrations.categories_of(g.event.id)
    return {each.code: registrations.category_name(each) for each in found}


@bp.route(f"{PATH}/new", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def new_question(slug: str) -> Any:
    form = _form(None)
    if form.submitted():
        try:
            actions.add(g.event, form.wording())
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("The question is on the form now."))
            return see_other(url_for(".questions", slug=slug))
    return render_template("registrations/questions/form.html", form=form, question=None)


@bp.route(f"{PATH}/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def edit_question(slug: str, code: str) -> Any:
    question = _question_or_404(code)
    form = _form(question)
    if form.submitted():
        version = web.etag_version(request.form.get("version"))
        try:
            actions.change(g.event, question, form.wording(), version)
        except Refused as refusal:
            form.refuse(refusal)
        else:
            web.done(_("The question is changed. Answers given before keep their words."))
            return see_other(url_for(".questions", slug=slug))
    return render_template(
        "registrations/questions/form.html",
        form=form,
        question=_question_or_404(code),
        answered=answers.counts(g.event.id).get(question.id, 0),
    )


def _form(question: SignUpQuestion | None) -> QuestionForm:
    earlier = []
    for each in queries.asked(g.event.id):
        if question is not None and each.id == question.id:
            break
        earlier.append(each)
    return QuestionForm(registrations.categories_of(g.event.id), earlier, question)


@bp.get(f"{PATH}/preview")
@access.event_role(Role.VIEWER)
def preview_questions(slug: str) -> Any:
    """The questions as they look on a phone; nothing is sent."""
    found = queries.asked(g.event.id)
    form = with_questions(AnswersForm, found)("", meta={"csrf": False}, formdata=None)
    return render_template(
        "registrations/questions/preview.html",
        form=form,
        questions=found,
        categories=_category_names(),
        conditions=answers.condition_words(found),
    )


@bp.post(f"{PATH}/<code>/move")
@access.event_role(Role.ORGANISER)
def move_question(slug: str, code: str) -> Any:
    step = -1 if request.form.get("step") == "up" else 1
    return _do(code, lambda question: actions.move(g.event, question, step))


@bp.post(f"{PATH}/<code>/hide")
@access.event_role(Role.ORGANISER)
def hide_question(slug: str, code: str) -> Any:
    return _do(
        code,
        lambda question: actions.hide(g.event, question, hidden=True),
        _("Hidden: it is asked no more; answers stay."),
        ".show_question",
    )


@bp.post(f"{PATH}/<code>/show")
@access.event_role(Role.ORGANISER)
def show_question(slug: str, code: str) -> Any:
    return _do(
        code,
        lambda question: actions.hide(g.event, question, hidden=False),
        _("The question is asked again."),
    )


@bp.post(f"{PATH}/<code>/delete")
@access.event_role(Role.ORGANISER)
def delete_question(slug: str, code: str) -> Any:
    return _do(
        code,
        lambda question: actions.remove(g.event, question),
        _("The question is gone; its answers stay in exports."),
        ".restore_question",
    )


@bp.post(f"{PATH}/<code>/restore")
@access.event_role(Role.ORGANISER)
def restore_question(slug: str, code: str) -> Any:
    return _do(
        code,
        lambda question: actions.bring_back(g.event, question),
        _("The question is asked again."),
    )


def _do(
    code: str, deed: Callable[[SignUpQuestion], None], sentence: str = "", undo: str = ""
) -> Any:
    question = _question_or_404(code)
    try:
        deed(question)
    except Refused as refusal:
        web.refused(refusal)
    else:
        if sentence:
            web.done(sentence, url_for(undo, slug=g.event.slug, code=code) if undo else None)
    return see_other(url_for(".questions", slug=g.event.slug))
