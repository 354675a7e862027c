"""One deed for many: chosen in the list, counted and asked, done, told, taken back."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template, request, url_for

from app.core import access, lists, web, words
from app.core.access import Role
from app.core.errors import Refused
from app.core.forms import BaseForm
from app.core.i18n import _
from app.core.web import see_other
from app.registrations import queries as people
from app.registrations import tags
from app.registrations.batches import actions, queries
from app.registrations.batches.blueprint import bp
from app.registrations.batches.forms import MailForm, form_of
from app.registrations.batches.kinds import BatchState, Deed, ItemState
from app.registrations.batches.models import Batch
from app.registrations.batches.words import DEEDS, to_do
from app.registrations.letters import news
from app.registrations.letters import queries as letters
from app.registrations.letters.actions import check_words
from app.registrations.office import queries as office
from app.registrations.office.listing import asked_filters

PATH = "/events/<slug>/desk/registrations"


@bp.post(f"{PATH}/bulk")
@access.event_role(Role.ORGANISER)
def choose(slug: str) -> Any:
    """What is ticked, or everything the list's filters show, for one deed; then it is asked."""
    deed = queries.deed_of(request.form.get("deed"))
    if deed is None:
        abort(404)
    if request.form.get("everything"):
        found = office.listed_ids(g.event.id, asked_filters())
    else:
        found = [each.id for each in office.chosen(g.event.id, request.form.getlist("chosen"))]
    try:
        batch = actions.choose(g.event, deed, found)
    except Refused as refusal:
        web.refused(refusal)
        return see_other(url_for("registrations.listing", slug=slug))
    return see_other(url_for(".batch", slug=slug, code=batch.code))


@bp.get(f"{PATH}/batches")
@access.event_role(Role.ORGANISER)
def done(slug: str) -> Any:
    """What was done to many, newest first, with the way back where there is one."""
    page = lists.listing(
        queries.begun(g.event.id), sorts={"id": Batch.id}, default="-id", scalars=False
    )
    return render_template(
        "registrations/batches/list.html", page=page, deeds=DEEDS, undoable=queries.undoable
    )


def _found(code: str) -> Batch:
    batch = queries.by_code(g.event.id, code)
    return batch if batch is not None else abort(404)


@bp.route(f"{PATH}/batches/<code>", methods=["GET", "POST"])
@access.event_role(Role.ORGANISER)
def batch(slug: str, code: str) -> Any:
    """How many it is about and what is asked; afterwards what became of it."""
    found = _found(code)
    if found.state is not BatchState.DRAFT:
        return _result(found)
    standings = people.standings(g.event.id) if found.deed is Deed.CATEGORY else []
    form = form_of(found.deed, standings, tags.known(g.event.id))
    preview = None
    if form.submitted():
        try:
            if "preview" not in request.form:
                return _begun(found, _start(found, form))
            preview = _preview(found, form)
        except Refused as refusal:
            if refusal.code == "batch_begun":
                return see_other(url_for(".batch", slug=slug, code=code))
            form.refuse(refusal)
    page = render_template(
        "registrations/batches/ask.html",
        batch=found,
        form=form,
        counts=(counts := queries.counts(found)),
        some=queries.some_people(found),
        title=to_do(found.deed, counts.total),
        preview=preview,
    )
    return page, 422 if form.errors or getattr(form, "form_errors", None) else 200


def _start(found: Batch, form: BaseForm) -> str | None:
    title = to_do(found.deed, actions.number_of(found.id))
    if isinstance(form, MailForm):
        return actions.start_mail(found, form.words(), form.advertising, title)
    return actions.start(found, _args(found, form), title)


def _args(found: Batch, form: Any) -> dict[str, Any]:
    if found.deed is Deed.REFUSE:
        return {"reason": form.reason.data}
    if found.deed is Deed.CATEGORY:
        category = people.category_by_code(g.event.id, str(form.category.data))
        if category is None:
            raise Refused("no_such_category", field="category")
        return {"category_id": category.id}
    return {"tag": form.tag.data} if found.deed in (Deed.TAG, Deed.UNTAG) else {}


def _preview(found: Batch, form: Any) -> Any:
    """A mail as the first of them would read it."""
    check_words(form.words())
    reader = next((each for each in queries.some_people(found) if each.email), None)
    if reader is None:
        raise Refused("no_address")
    return news.preview(letters.registration(reader.id), form.words(), form.advertising)


def _begun(found: Batch, job_code: str | None) -> Any:
    if job_code is not None:
        return see_other(url_for("core.job", code=job_code))
    return see_other(url_for(".batch", slug=g.event.slug, code=found.code))


def _result(found: Batch) -> Any:
    return render_template(
        "registrations/batches/result.html",
        batch=found,
        counts=queries.counts(found),
        refusals=[
            (words.say(Refused(each.code, category=_("The category"))), each)
            for each in queries.refusals(found)
        ],
        deeds=DEEDS,
        running=found.state is BatchState.RUNNING,
        undoable=queries.undoable(found),
        states=ItemState,
    )


@bp.post(f"{PATH}/batches/<code>/undo")
@access.event_role(Role.ORGANISER)
def undo(slug: str, code: str) -> Any:
    """Take it back for everybody for whom it was done, as far as it goes."""
    found = _found(code)
    try:
        job_code = actions.undo(found, _("Taking back: %(deed)s", deed=str(DEEDS[found.deed])))
    except Refused as refusal:
        web.refused(refusal)
        job_code = None
    return _begun(found, job_code)


@bp.post(f"{PATH}/<code>/tags")
@access.event_role(Role.ORGANISER)
def set_tags(slug: str, code: str) -> Any:
    """The tags of one registration."""
    registration = people.by_code(g.event.id, code)
    if registration is None:
        abort(404)
    try:
        tags.put(registration, request.form.get("tags", ""))
    except Refused as refusal:
        web.refused(refusal)
    else:
        web.done(_("Tags changed."))
    return see_other(url_for("registrations.one", slug=slug, code=code))
