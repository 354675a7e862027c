"""What is typed about a meeting and what it led to."""

from __future__ import annotations

from typing import Any

import wtforms

from app.catalogue.labels import DISMISS_REASONS
from app.connections.presence.words import USEFUL
from app.connections.stages import STAGE_OF, MeetingState, Mode, OutcomeKind, Stage
from app.connections.words import MODES, OUTCOMES
from app.core import clock
from app.core.forms import (
    BaseForm,
    Between,
    ChoiceField,
    DateField,
    DateTimeField,
    MaxLength,
    MoneyField,
    Required,
    TextAreaField,
    TextField,
    WholeField,
    choices,
)
from app.core.i18n import _l

HAPPENED = {
    MeetingState.HELD: _l("It took place"),
    MeetingState.NO_SHOW_DEMAND: _l("The need side did not come"),
    MeetingState.NO_SHOW_SUPPLY: _l("The technology side did not come"),
}


def _outcomes() -> dict[Any, list[tuple[str, Any]]]:
    """All kinds of outcome for a select, in the order in which things go."""
    talks: list[tuple[str, Any]] = []
    papers: list[tuple[str, Any]] = []
    contracts: list[tuple[str, Any]] = []
    ends: list[tuple[str, Any]] = []
    for kind, label in OUTCOMES.items():
        stage = STAGE_OF[kind]
        early = stage in {Stage.CONTACTED, Stage.EXPLORING}
        group = talks if early else papers if stage is Stage.MEMORANDUM else contracts
        (ends if stage in {Stage.ENDED, Stage.TRANSFERRED} else group).append((kind.value, label))
    return {
        _l("Still talking"): [("", _l("Choose…")), *talks],
        _l("Memorandum"): papers,
        _l("Contract"): contracts,
        _l("At the end"): ends[::-1],
    }


class OutcomeFields(BaseForm):
    """What came of it; shared by the result of a meeting and a connection's next step."""

    outcome = ChoiceField(_l("What it led to"), choices=_outcomes())
    happened_on = DateField(_l("On"), description=_l("The day of signing, for papers."))
    value_vnd = MoneyField(
        _l("Value"), description=_l("For contracts, like 480 triệu or 1.500.000.000.")
    )
    why = ChoiceField(_l("Why nothing came of it"), choices=choices(DISMISS_REASONS, _l("Choose…")))
    note = TextAreaField(_l("Note"), [MaxLength(2000)])
    next_step = TextField(_l("Next step"), [MaxLength(300)])
    next_due = DateField(_l("Due on"))


class ResultForm(OutcomeFields):
    happened = wtforms.RadioField(
        _l("Did it take place?"), choices=choices(HAPPENED), default=MeetingState.HELD
    )
    people = TextAreaField(_l("Who was there"), [MaxLength(1000)])
    discussion = TextAreaField(_l("What was talked about"), [MaxLength(5000)])
    conclusion = TextAreaField(_l("Conclusion"), [MaxLength(5000)])


#: What people say standing at a table; papers and contracts have the long form.
SHORT = (
    OutcomeKind.FOLLOW_UP,
    OutcomeKind.SITE_VISIT,
    OutcomeKind.SAMPLE_TEST,
    OutcomeKind.INFORMATION,
    OutcomeKind.NO_FIT,
)


class QuickForm(BaseForm):
    """Minutes on a phone: took place, useful, what is next and when."""

    happened = wtforms.RadioField(
        _l("Did it take place?"), choices=choices(HAPPENED), default=MeetingState.HELD
    )
    useful = wtforms.RadioField(
        _l("Was it useful?"), choices=choices(USEFUL), validators=[wtforms.validators.Optional()]
    )
    outcome = wtforms.RadioField(
        _l("What it led to"),
        choices=[(kind.value, OUTCOMES[kind]) for kind in SHORT],
        default=OutcomeKind.FOLLOW_UP,
        validators=[wtforms.validators.Optional()],
    )
    why = ChoiceField(_l("Why nothing came of it"), choices=choices(DISMISS_REASONS, _l("Choose…")))
    next_step = TextField(_l("Next step"), [MaxLength(300)])
    next_due = DateField(_l("Due on"))
    conclusion = TextAreaField(_l("Conclusion"), [MaxLength(5000)])


class MeetingForm(OutcomeFields):
    """A meeting on any day of the year, with its outcome when it is over: one page."""

    need = ChoiceField(_l("Need"), [Required()])
    technology = ChoiceField(_l("Technology"))
    expert = ChoiceField(
        _l("Expert"), description=_l("Instead of a technology, or as its adviser.")
    )
    starts_at = DateTimeField(
        _l("When"), [Required()], description=_l("dd/mm/yyyy hh:mm"), default=clock.now
    )
    minutes = WholeField(_l("Length in minutes"), [Required(), Between(5, 24 * 60)], default=60)
    mode = wtforms.RadioField(_l("How they meet"), choices=choices(MODES), default=Mode.ON_SITE)
    place = TextField(
        _l("Place or link"),
        [MaxLength(300)],
        description=_l("For an online meeting, the address to join: https://…"),
    )
    people = TextAreaField(_l("Who was there"), [MaxLength(1000)])
    discussion = TextAreaField(_l("What was talked about"), [MaxLength(5000)])
    conclusion = TextAreaField(_l("Conclusion"), [MaxLength(5000)])


class PlaceForm(BaseForm):
    """Where an announced meeting takes place; its fields carry a prefix."""

    version = wtforms.HiddenField()
    place = TextField(
        _l("Place or link"),
        [MaxLength(300)],
        description=_l("For an online meeting, the address to join: https://…"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="where-", **kwargs)


class MinutesForm(BaseForm):
    version = wtforms.HiddenField()
    chair = TextField(_l("Chaired by"), [MaxLength(120)])
    secretary = TextField(_l("Minutes taken by"), [MaxLength(120)])
    place = TextField(_l("Place or link"), [MaxLength(300)])
    people = TextAreaField(_l("Who was there"), [MaxLength(1000)])
    discussion = TextAreaField(_l("What was talked about"), [MaxLength(5000)])
    conclusion = TextAreaField(_l("Conclusion"), [MaxLength(5000)])


class CancelForm(BaseForm):
    reason = TextField(_l("Reason"), [Required(), MaxLength(300)])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="off-", **kwargs)
