"""What is typed about openings: the owner's word, a hub's question, a refusal."""

from __future__ import annotations

from typing import Any

import wtforms

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation
from app.catalogue.openings import queries
from app.catalogue.openings.actions import Word
from app.core.forms import (
    BaseForm,
    ChoiceField,
    EmailField,
    MaxLength,
    Required,
    TextAreaField,
    TextField,
)
from app.core.i18n import _, _l

DAYS = (("30", _l("30 days")), ("90", _l("90 days")), ("180", _l("180 days")))


class WordForm(BaseForm):
    """What the owner of the need said, when a hub that asked is answered."""

    said = TextAreaField(
        _l("What the owner said"),
        [Required(), MaxLength(500)],
        description=_l("who said it, how and when: it is the proof that they may read"),
    )
    days = ChoiceField(_l("Open for"), [Required()], choices=DAYS, default="90")
    with_contact = wtforms.BooleanField(_l("The contact person, phone and e-mail too"))

    def word(self) -> Word:
        return Word(
            str(self.said.data), bool(self.with_contact.data), int(str(self.days.data)), None
        )


class LetInForm(WordForm):
    """Whom the owner lets in."""

    whom = ChoiceField(_l("Who may read it"), [Required()])
    address = EmailField(
        _l("E-mail for the link"),
        [MaxLength(254)],
        description=_l("empty: the organisation's own address; a hub reads it here and needs none"),
    )

    def __init__(self, need: Need, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hubs, firms = queries.other_hubs(need.hub), queries.suppliers(need)
        self._known: dict[str, Hub | Organisation] = {f"hub:{hub.code}": hub for hub in hubs}
        self._known |= {f"org:{firm.hub.code}/{firm.code}": firm for firm in firms}
        lines = [(key, one.name) for key, one in self._known.items()]
        self.whom.choices = {
            _("Organisations"): [
                ("", _("Choose…")),
                *(line for line in lines if line[0].startswith("org:")),
            ],
            _("Hubs"): [line for line in lines if line[0].startswith("hub:")],
        }

    def chosen(self) -> Hub | Organisation:
        return self._known[str(self.whom.data)]

    def word(self) -> Word:
        word = super().word()
        return Word(word.said, word.with_contact, word.days, self.address.data or None)


class RefuseForm(BaseForm):
    reason = TextAreaField(_l("Why they may not read it"), [Required(), MaxLength(500)])


class AskForm(BaseForm):
    """Which need of which hub, and why."""

    hub = ChoiceField(_l("Hub that has the need"), [Required()])
    code = TextField(
        _l("Code of the need"),
        [Required(), MaxLength(20)],
        description=_l("like N012; it stands on the public page, or the other hub told it"),
    )
    why = TextAreaField(
        _l("Why you want to read it"),
        [Required(), MaxLength(500)],
        description=_l("like: a firm of ours makes such dryers"),
    )

    def __init__(self, hub: Hub, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(other.slug, other.name) for other in queries.other_hubs(hub)]
        self.hub.choices = [("", _("Choose…")), *others]
