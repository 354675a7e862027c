"""The page of one connection, which several doors show again when something was refused."""

from __future__ import annotations

from typing import Any

from flask import abort, g, render_template

from app.catalogue.labels import DISMISS_REASONS
from app.connections.followups import answer_queries, contracts, forms, queries
from app.connections.followups.models import FollowUp
from app.connections.followups.words import ANSWER_KINDS, ANSWERS, DIRECTIONS
from app.connections.models import Connection
from app.connections.presence.words import SIDES
from app.connections.stages import Answer, OutcomeKind, Stage
from app.connections.words import OUTCOMES, STAGE_KINDS, STAGES
from app.core import clock, lists
from app.core.i18n import _

WORDS = {
    "stages": STAGES,
    "kinds": STAGE_KINDS,
    "outcomes": OUTCOMES,
    "Stage": Stage,
}
ABOUT_ANSWERS = {
    "answers": ANSWERS,
    "answer_kinds": ANSWER_KINDS,
    "sides": SIDES,
    "reasons": DISMISS_REASONS,
    "Answer": Answer,
}
#: What usually brings a connection to a stage.
MOVES = {
    Stage.EXPLORING.value: OutcomeKind.FOLLOW_UP,
    Stage.MEMORANDUM.value: OutcomeKind.MOU,
    Stage.CONTRACT.value: OutcomeKind.TRANSFER_CONTRACT,
    Stage.TRANSFERRED.value: OutcomeKind.HANDED_OVER,
    Stage.ENDED.value: OutcomeKind.NO_FIT,
}


def connection_of(code: str) -> Connection:
    """The connection of the path; its fair, if any, gives the page its thread."""
    connection = queries.by_code(g.hub, code) or abort(404)
    g.event = connection.event
    return connection


def connection_page(
    connection: Connection,
    form: forms.StepForm | None = None,
    next_form: forms.NextForm | None = None,
    contact_form: forms.ContactForm | None = None,
    status: int = 200,
) -> Any:
    keeper_form = forms.KeeperForm(formdata=None, keeper=str(connection.keeper_id or ""))
    keeper_form.keeper.choices = [("", _("Nobody yet")), *queries.keepers(g.hub)]
    today = clock.today()
    steps, asked = queries.history(connection), answer_queries.of_connection(connection)
    page = render_template(
        "connections/connection.html",
        connection=connection,
        meeting=connection.meeting,
        story=_story(steps, asked),
        first_step=steps[-1][0].id,
        form=form or _step_form(),
        next_form=next_form or forms.NextForm(formdata=None, obj=connection),
        contact_form=contact_form or forms.ContactForm(formdata=None, side="demand"),
        keeper_form=keeper_form,
        contacts=answer_queries.contacts(connection),
        asked=asked,
        contracts=[
            (row, contracts.registration_of(row, today))
            for row in answer_queries.contracts(connection)
        ],
        directions=DIRECTIONS,
        conflict=status == 409,
        today=today,
        **WORDS,
        **ABOUT_ANSWERS,
    )
    return page, status


def _story(steps: list[Any], asked: list[FollowUp]) -> list[tuple[Any, FollowUp | None]]:
    """Steps and what the parties were asked and said, the latest first: (step, None) or
    (None, question)."""
    told: list[tuple[Any, Any, FollowUp | None]] = [
        *((step[0].recorded_at, step, None) for step in steps),
        *((row.answered_at or row.asked_at, None, row) for row in asked),
    ]
    told.sort(key=lambda one: one[0], reverse=True)
    return [(step, row) for _at, step, row in told]


def _step_form() -> forms.StepForm:
    """An empty step; the board's buttons say which one is meant (`to`: the stage)."""
    wanted = MOVES.get(lists.asked("to"))
    return forms.StepForm(
        formdata=None, happened_on=clock.today(), outcome=wanted.value if wanted else None
    )
