"""An event's own words for its letters: which there are, editing with a preview, when they go."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, lists, web
from app.core.access import Role
from app.core.errors import Refused
from app.core.i18n import LANGUAGES, _
from app.core.outbox import kind_name
from app.core.web import see_other
from app.registrations.letters import actions, compose, kinds, queries
from app.registrations.letters.blueprint import bp
from app.registrations.letters.compose import Words
from app.registrations.letters.forms import PlanForm, WordsForm
from app.registrations.letters.models import LetterText
from app.registrations.letters.placeholders import mark
from app.registrations.letters.words import PLACEHOLDER_WORDS

PATH = "/events/<slug>/desk/letters"


@bp.route(PATH, methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def letters(slug: str) -> Any:
    """Every letter of the event: whose words it has, and when reminders and thanks go."""
    plan = actions.plan_of(g.event.id)
    form = PlanForm(
        data={
            "remind": str(plan.remind_hours or "") if plan else "",
            "thank": str(plan.thank_hours or "") if plan else "",
        }
    )
    if form.submitted():
        actions.save_plan(g.event, *form.hours())
        web.done(_("Saved. They go out by themselves."))
        return see_other(url_for(".letters", slug=slug))
    return render_template(
        "registrations/letters/letters.html",
        form=form,
        kinds=[(kind, kind_name(f"registrations.{kind}")) for kind in kinds.EDITABLE],
        own=queries.own_texts(g.event.id),
        languages=LANGUAGES,
    )


@bp.route(f"{PATH}/<kind>/<language>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def letter(slug: str, kind: str, language: str) -> Any:
    """The words of one letter in one language, with how somebody would read them."""
    if kind not in kinds.EDITABLE or language not in LANGUAGES:
        abort(404)
    own = compose.own_words(g.event.id, kind, language)
    now = Words(own.subject, own.body) if own else compose.shipped_words(g.event, kind, language)
    form = WordsForm(data={**vars(now), "version": own.version if own else 0})
    shown: Words | None = now
    if form.submitted():
        shown = form.words()
        try:
            if "preview" in request.form:
                actions.check_words(shown)
            else:
                version = web.etag_version(form.version.data)
                actions.save_words(g.event, kind, language, shown, version)
                web.done(_("The letter is changed; from now on it goes out like this."))
                return see_other(url_for(".letter", slug=slug, kind=kind, language=language))
        except Refused as refusal:
            form.refuse(refusal)
            shown = None
    return _editor(form, kind, language, own, shown)


def _editor(
    form: WordsForm, kind: str, language: str, own: LetterText | None, shown: Words | None
) -> Any:
    asked = (request.form.get("person") or lists.asked("person")).strip()
    people = queries.examples(g.event.id, kinds.STATE_OF[kind], asked)
    person = people[0] if people else None
    page = render_template(
        "registrations/letters/letter.html",
        form=form,
        kind=kind,
        title=kind_name(f"registrations.{kind}"),
        language=language,
        languages=LANGUAGES,
        own=own,
        placeholders=[(mark(name), PLACEHOLDER_WORDS[name]) for name in kinds.PLACEHOLDERS],
        people=people,
        person=person,
        preview=compose.preview(person, shown, language) if person and shown else None,
    )
    return page, 422 if form.errors else 200


@bp.post(f"{PATH}/<kind>/<language>/reset")
@access.event_role(Role.ORGANISER)
def reset_letter(slug: str, kind: str, language: str) -> Any:
    """Back to the shipped words."""
    if kind not in kinds.EDITABLE or language not in LANGUAGES:
        abort(404)
    actions.reset_words(g.event, kind, language)
    web.done(_("The letter has the usual words again."))
    return see_other(url_for(".letter", slug=slug, kind=kind, language=language))
