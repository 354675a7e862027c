"""What is typed about a group of words."""

from __future__ import annotations

import re
from typing import Any

import wtforms
from flask_wtf.file import FileField

from app.catalogue import thesaurus
from app.catalogue.both import VersionedForm
from app.catalogue.concepts.actions import ConceptGiven
from app.catalogue.concepts.queries import shown
from app.catalogue.models import Concept
from app.catalogue.terms import tokens
from app.core.forms import BaseForm, ChoiceField, MaxLength, TextField
from app.core.i18n import _, _l
from app.core.text import clean, collation_key

MOST_WORDS, LONGEST, MOST_SYLLABLES = 60, 80, 6


def split(text: str) -> list[str]:
    """Words and phrases out of a text with one a line, or divided by semicolons.

    Raises ValueError with a sentence that says what to do.
    """
    try:
        found = [clean(part).lower() for part in re.split(r"[;\n]", text)]
    except ValueError as trouble:
        raise ValueError(_("This contains characters that cannot be stored.")) from trouble
    words = list(dict.fromkeys(word for word in found if word))
    if len(words) > MOST_WORDS:
        raise ValueError(_("At most %(most)d words; divide the group.", most=MOST_WORDS))
    for word in words:
        if len(word) > LONGEST or len(tokens(word)) > MOST_SYLLABLES:
            raise ValueError(
                _('"%(word)s" is too long: at most %(most)d syllables, one phrase a line.',
                  word=word[:60], most=MOST_SYLLABLES)
            )  # fmt: skip
        if not tokens(word):
            raise ValueError(_('"%(word)s" holds no word.', word=word[:60]))
    return words


class WordsField(wtforms.Field):
    """Several words or phrases, one a line; a list."""

    widget = wtforms.widgets.TextArea()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = []
        if valuelist:
            self.data = split(valuelist[0].replace("\r\n", "\n"))


class ConceptForm(VersionedForm):
    vi = WordsField(
        _l("Vietnamese words"),
        description=_l("one word or phrase a line, with its marks, like: hong gió"),
    )
    en = WordsField(_l("English words"), description=_l("one a line, like: air drying"))
    abbreviations = WordsField(
        _l("Abbreviations"), description=_l("they stand for the first Vietnamese word")
    )
    problems = WordsField(
        _l("Problems that this solves"),
        description=_l(
            "What people say who do not know the solution yet, like: tôm chết sớm. A need with "
            "these words finds technologies that speak of this group."
        ),
    )
    built_in = ChoiceField(_l("Adds words to"), description=_l("a group that Ketnoi knows already"))
    name = TextField(
        _l("Name of the group of words"), [MaxLength(120)], description=_l("empty: its first word")
    )
    question = TextField(
        _l("A need or a search"),
        [MaxLength(300)],
        description=_l("Nothing is saved by trying."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = sorted(
            (f"{shown(e.key)} · {e.en[0] if e.en else e.key}", e.key)
            for e in thesaurus.entries().values()
            if not e.key.startswith("=")
        )
        known.sort(key=lambda choice: collation_key(choice[0]))
        self.built_in.choices = [("", _("nothing: a group of its own"))] + [
            (key, label) for label, key in known
        ]

    def given(self) -> ConceptGiven:
        words = [*(self.vi.data or []), *(self.en.data or []), *(self.abbreviations.data or [])]
        built_in = self.built_in.data or None
        fallback = words[0] if words else shown(built_in) if built_in else ""
        return ConceptGiven(
            name=(self.name.data or fallback)[:120],
            vi=self.vi.data or [],
            en=self.en.data or [],
            abbreviations=self.abbreviations.data or [],
            problems=self.problems.data or [],
            built_in=built_in,
        )


def of(row: Concept, *, sent: bool = True) -> ConceptForm:
    """The form of a group; with `sent` False as it is stored, whatever was sent."""
    return ConceptForm(obj=row) if sent else ConceptForm(formdata=None, obj=row)


class ImportForm(BaseForm):
    """The file with groups of words."""

    file = FileField(_l("File (.xlsx or .csv)"))
