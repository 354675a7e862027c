"""What participants type in the portal."""

from __future__ import annotations

from typing import Any

import wtforms

from app.catalogue import vocabulary
from app.connections.portal.actions import Said
from app.connections.portal.words import READINESS
from app.connections.stages import Way
from app.connections.words import WHERE_HINT
from app.core.forms import (
    BaseForm,
    ChoiceField,
    MaxLength,
    Required,
    TextAreaField,
    choices,
)
from app.core.i18n import _, _l

SHORT = 600


class ProfileForm(BaseForm):
    """What somebody looks for and offers."""

    wants = TextAreaField(
        _l("I look for"),
        [MaxLength(SHORT)],
        description=_l("The problem or the technology, in a few sentences."),
    )
    offers = TextAreaField(
        _l("I offer"),
        [MaxLength(SHORT)],
        description=_l("A technology, a service, advice: in a few sentences."),
    )
    readiness = ChoiceField(
        _l("How far it is"), description=_l("Needed where you offer something.")
    )
    fields = wtforms.SelectMultipleField(
        _l("Fields"),
        option_widget=wtforms.widgets.CheckboxInput(),
        widget=wtforms.widgets.ListWidget(prefix_label=False),
    )
    directory = wtforms.BooleanField(
        _l("Show my name, organisation and these words in the matching directory"),
        description=_l(
            "Only participants of this event see them. Phone and e-mail are shown to nobody "
            "before you accept a meeting. Without the tick you can ask others all the same."
        ),
    )

    def __init__(self, *, minor: bool, **given: Any) -> None:
        super().__init__(**given)
        self.readiness.choices = choices(READINESS, _("Choose…"))
        self.fields.choices = vocabulary.choices(vocabulary.FIELDS)
        if minor:
            del self.directory

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        if self.offers.data and not self.readiness.data:
            self.readiness.errors = [_("Say how far it is.")]
            fine = False
        if len(self.fields.data or []) > 5:
            self.fields.errors = [_("Choose at most 5 fields.")]
            fine = False
        return fine

    def said(self) -> Said:
        readiness = self.readiness.data
        return Said(
            wants=self.wants.data or None,
            offers=self.offers.data or None,
            fields=tuple(self.fields.data or ()),
            readiness=int(readiness) if readiness else None,
        )


class AskForm(BaseForm):
    """Why two should meet, and how."""

    topic = wtforms.RadioField(_l("Topic of the meeting"))
    message = TextAreaField(
        _l("A short reason"),
        [Required(), MaxLength(500)],
        description=_l("What you want to talk about. The other side reads it before answering."),
    )
    mode = wtforms.RadioField(
        _l("How you meet"),
        default=Way.ON_SITE,
        description=WHERE_HINT,
    )

    def __init__(
        self, topics: list[tuple[str, str]], ways: list[tuple[str, Any]], **given: Any
    ) -> None:
        super().__init__(**given)
        self.mode.choices = ways
        if len(topics) > 1:
            self.topic.choices = topics
        else:
            del self.topic


class ProposeForm(BaseForm):
    """Not so, but so: a colleague, or another time in words."""

    colleague = ChoiceField(
        _l("Hand it to a colleague"),
        description=_l("People of your organisation in the directory. They answer, and come."),
    )
    words = TextAreaField(
        _l("Or propose another time or way"),
        [MaxLength(300)],
        description=_l("“On the second day, in the afternoon”, for instance."),
    )

    def __init__(self, colleagues: list[tuple[str, str]], **given: Any) -> None:
        super().__init__(**given)
        if colleagues:
            self.colleague.choices = [("", _("Nobody")), *colleagues]
        else:
            del self.colleague

    def validate(self, extra_validators: Any = None) -> bool:
        fine = bool(super().validate(extra_validators))
        chosen = self.colleague.data if "colleague" in self else ""
        if fine and not chosen and not self.words.data:
            self.words.errors = [_("Say what you propose.")]
            fine = False
        return fine
