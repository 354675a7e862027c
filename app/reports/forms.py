"""What people write into a report, and the period they ask for."""

from __future__ import annotations

import wtforms

from app.core.forms import BaseForm, Between, MaxLength, TextAreaField, TextField, WholeField
from app.core.i18n import _l
from app.reports.counting.figures import MAIN
from app.reports.indicators import Figure
from app.reports.rules import RULES

#: The written parts of an event's report by key, in the order of the paper (domain.md 2.6).
PARTS = {
    "preparation": _l("II. Preparation: decisions, partners, invitations"),
    "press": _l("III. Press and media"),
    "budget": _l("IV. Budget: planned, spent, sources"),
    "strengths": _l("V. What went well"),
    "limits": _l("V. What did not, and why"),
    "lessons": _l("V. Lessons"),
    "proposals": _l("VI. Proposals"),
}
HEAD = {
    "number": (_l("Number of the document"), 40),
    "superior": (_l("Superior body"), 120),
    "issuer": (_l("Issuing body"), 120),
    "place": (_l("Place of issue"), 60),
    "authority": (_l("Authority line (TM., KT., TL.)"), 60),
    "position": (_l("Position of who signs"), 80),
    "signer": (_l("Name of who signs"), 80),
}
LONGEST_PART = 6000


class PaperForm(BaseForm):
    """The written parts of an event's report."""

    version = wtforms.HiddenField()
    number = TextField(HEAD["number"][0], [MaxLength(HEAD["number"][1])])
    superior = TextField(HEAD["superior"][0], [MaxLength(HEAD["superior"][1])])
    issuer = TextField(HEAD["issuer"][0], [MaxLength(HEAD["issuer"][1])])
    place = TextField(HEAD["place"][0], [MaxLength(HEAD["place"][1])])
    preparation = TextAreaField(PARTS["preparation"], [MaxLength(LONGEST_PART)])
    press = TextAreaField(PARTS["press"], [MaxLength(LONGEST_PART)])
    budget = TextAreaField(PARTS["budget"], [MaxLength(LONGEST_PART)])
    strengths = TextAreaField(PARTS["strengths"], [MaxLength(LONGEST_PART)])
    limits = TextAreaField(PARTS["limits"], [MaxLength(LONGEST_PART)])
    lessons = TextAreaField(PARTS["lessons"], [MaxLength(LONGEST_PART)])
    proposals = TextAreaField(PARTS["proposals"], [MaxLength(LONGEST_PART)])
    recipients = TextAreaField(_l("Recipients, one a line"), [MaxLength(1000)])
    authority = TextField(HEAD["authority"][0], [MaxLength(HEAD["authority"][1])])
    position = TextField(HEAD["position"][0], [MaxLength(HEAD["position"][1])])
    signer = TextField(HEAD["signer"][0], [MaxLength(HEAD["signer"][1])])

    def texts(self) -> dict[str, str]:
        """What was written, by key."""
        names = (*HEAD, *PARTS, "recipients")
        return {name: self[name].data or "" for name in names}

    def differing(self, saved: dict[str, str]) -> list[tuple[str, str]]:
        """(label, text) of the parts that somebody else saved otherwise than they stand here."""
        mine = self.texts()
        return [
            (self[name].label.text, saved.get(name, ""))
            for name, text in mine.items()
            if saved.get(name, "") != text
        ]


TARGETED = tuple(figure for figure in MAIN if figure is not Figure.CONTRACT_VALUE)


def _field_name(figure: Figure) -> str:
    return figure.value.replace(".", "_").lower()


class TargetForm(BaseForm):
    """One number for each figure an event aims at; empty: no target."""

    @staticmethod
    def names_of(targets: dict[Figure, int]) -> dict[str, int]:
        """Targets by the names of their fields."""
        return {_field_name(figure): value for figure, value in targets.items()}

    def targets(self) -> dict[Figure, int | None]:
        return {figure: self[_field_name(figure)].data for figure in TARGETED}


for _figure in TARGETED:
    _number = WholeField(RULES[_figure].label, [Between(0, 10**9)])
    setattr(TargetForm, _field_name(_figure), _number)
