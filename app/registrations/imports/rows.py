"""Reading people out of a spreadsheet: plain cells in, people or reasons out. No database.

The columns are those of the sample's attendees.csv; Vietnamese and English headings that the
export writes are understood too, and columns named by the event's own questions. Every mistake
names its row and column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from app.catalogue.imports.columns import Holds
from app.catalogue.imports.rows import code_of
from app.core import clock
from app.core.forms import email_or_error, phone_or_error
from app.core.i18n import _
from app.core.text import clean, fold, looks_legacy_encoded, whole
from app.registrations.person import Person
from app.registrations.questions import cells, words
from app.registrations.states import Purpose

#: What a column may be called, folded.
NAMES: dict[str, tuple[str, ...]] = {
    "code": ("code", "ma", "ma dang ky"),
    "full_name": ("full_name", "full name", "name", "ho va ten", "ho ten"),
    "given_name": ("given_name", "given name", "ten"),
    "gender": ("gender", "gioi tinh"),
    "birth_year": ("birth_year", "year of birth", "nam sinh"),
    "job_title": ("job_title", "position", "chuc vu"),
    "org_name": ("org_name", "organisation", "don vi", "to chuc", "co quan"),
    "org_type": ("org_type", "kind of organisation", "loai hinh"),
    "province": ("province", "province or city", "tinh", "tinh, thanh pho", "tinh thanh"),
    "email": ("email", "e-mail", "thu dien tu"),
    "phone": ("phone", "dien thoai", "so dien thoai"),
    "role": ("role", "category", "loai khach", "tu cach"),
    "consent_processing": ("consent_processing", "consent: running the event"),
    "consent_lead_sharing": ("consent_lead_sharing", "consent: contact by exhibitors"),
    "consent_email_news": ("consent_email_news", "consent: news of later events"),
    "guardian_name": (
        "guardian_name",
        "guardian",
        "guardian's name",
        "nguoi giam ho",
        "ten nguoi giam ho",
    ),
    "guardian_phone": (
        "guardian_phone",
        "guardian's phone",
        "dien thoai nguoi giam ho",
    ),
    "registered_at": ("registered_at", "signed up at", "dang ky luc"),
}
CONSENTS = {
    "consent_processing": Purpose.EVENT_OPERATIONS,
    "consent_lead_sharing": Purpose.LEAD_SHARING,
    "consent_email_news": Purpose.NEWS,
}
TELL_EVERY = 1_000  # rows
EARLIEST = 2000  # nobody signed up before; of the year 1 no moment can be kept
YES = {"yes", "co", "x", "1", "true", "dong y"}


@dataclass(frozen=True)
class Incoming:
    """One row: who it is and what they come as, or what is wrong, by column."""

    number: int  # the row's number in the file
    name: str  # as written, for the preview
    category: str = ""
    person: Person | None = None
    at: datetime | None = None  # when they signed up, if the file says so
    code: str | None = None  # of the row in its file
    answers: dict[str, list[str]] = field(default_factory=dict)  # by the questions' codes
    unasked: list[str] = field(default_factory=list)  # columns answered though not asked
    errors: dict[str, str] = field(default_factory=dict)


def columns(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands."""
    found: dict[str, int] = {}
    folded = [fold(title).replace("*", "").strip() for title in header]
    for name, titles in NAMES.items():
        for title in titles:
            if title in folded and name not in found:
                found[name] = folded.index(title)
    return found


def reserved() -> set[str]:
    """The heads, folded, that mean a column of ours."""
    return {title for titles in NAMES.values() for title in titles}


def missing(header: Sequence[str]) -> list[str]:
    """Columns without which nobody can be signed up, as they are called."""
    there = columns(header)
    needed = [name for name in ("full_name", "role") if name not in there]
    return needed + ([] if {"email", "phone"} & there.keys() else ["email"])


def read(
    header: Sequence[str],
    rows: Sequence[Sequence[Any]],
    numbers: Sequence[int],
    categories: dict[str, str],
    *,
    all_agreed: bool = False,
    questions: Sequence[cells.Column] = (),
    tell: Callable[[int, int], None] = lambda done, total: None,
) -> list[Incoming]:
    """Every row as a person or with its mistakes.

    `categories`: folded names and codes of the event's categories, and the code meant.
    `all_agreed`: whoever imports has the agreement of all; a column of the file goes first.
    `questions`: what the event asks, each with the names its column may have.
    `tell`: hears now and then how many rows are read, of how many.
    """
    head, found = _Head(header, categories, all_agreed, questions), []
    for done, (number, row) in enumerate(zip(numbers, rows, strict=True)):
        if done % TELL_EVERY == 0:
            tell(done, len(rows))
        found.append(_Row(row, head).read(number))
    return found


class _Head:
    """What is the same for every row: where each column stands, and what is asked."""

    def __init__(
        self,
        header: Sequence[str],
        categories: dict[str, str],
        agreed: bool,
        questions: Sequence[cells.Column],
    ) -> None:
        self.where = columns(header)
        self.categories, self.agreed, self.questions = categories, agreed, questions
        self.answers = cells.places(questions, header, self.where.values())
        self.choices = {column.asked.code: column.words for column in questions}
        self.titles = {code: header[place] for code, place in self.answers.items()}


class _Row:
    def __init__(self, row: Sequence[Any], head: _Head) -> None:
        self._cells, self._head = row, head
        self.errors: dict[str, str] = {}

    def read(self, number: int) -> Incoming:
        category = self._category()
        person = Person(
            name=self._name(),
            given_name=self._given(),
            email=self._checked("email", email_or_error),
            phone=self._checked("phone", phone_or_error),
            organisation=self._text("org_name", 200),
            org_type=self._listed("org_type", Holds.ORG_TYPE),
            province=self._listed("province", Holds.PROVINCE),
            job_title=self._text("job_title", 120),
            gender=self._listed("gender", Holds.GENDER),
            birth_year=self._year(),
            guardian=self._text("guardian_name", 120),
            guardian_phone=self._checked("guardian_phone", phone_or_error),
            consents=self._consents(),
        )
        answers, unasked = self._answers(category)
        if not (person.email or person.phone) and not self.errors.keys() & {"email", "phone"}:
            self.errors["email"] = _("Give an e-mail address or a phone number.")
        return Incoming(
            number=number,
            name=person.name,
            category=category,
            person=None if self.errors else person,
            at=self._moment(),
            code=self._text("code", 30),
            answers=answers,
            unasked=unasked,
            errors=self.errors,
        )

    def _raw(self, name: str) -> Any:
        place = self._head.where.get(name)
        return self._cells[place] if place is not None and place < len(self._cells) else None

    def _text(self, name: str, most: int) -> str | None:
        value = self._raw(name)
        if value is None or value == "":
            return None
        text = str(value)
        if looks_legacy_encoded(text):
            self.errors[name] = _("This text is in an old font (TCVN3 or VNI): convert it first.")
            return None
        try:
            return clean(text, most) or None
        except ValueError:
            self.errors[name] = _("At most %(most)d characters, none of them hidden.", most=most)
            return None

    def _name(self) -> str:
        name = self._text("full_name", 120)
        if not name and "full_name" not in self.errors:
            self.errors["full_name"] = _("Please fill this in.")
        if name and len(name) > 3 and (name.isupper() or name.islower()):
            name = name.title()
        return name or ""

    def _given(self) -> str | None:
        """Only where it is not the last word of the name; that one is found anyway."""
        given = self._text("given_name", 60)
        if not given or fold(self._text("full_name", 120) or "").split(" ")[-1] == fold(given):
            return None
        return given

    def _checked(self, name: str, check: Callable[[str], str]) -> str | None:
        """An address or number; spreadsheets drop the first 0 of a phone, it is put back."""
        value = self._raw(name)
        if value is None or value == "":
            return None
        text = str(value).strip()
        if name.endswith("phone") and text.isdigit() and len(text) == 9:
            text = "0" + text
        try:
            return check(text)
        except ValueError as trouble:
            self.errors[name] = str(trouble)
            return None

    def _category(self) -> str:
        value = str(self._raw("role") or "")
        code = self._head.categories.get(fold(value))
        if code is None:
            self.errors["role"] = _("There is no category “%(name)s”.", name=value[:30])
        return code or ""

    def _listed(self, name: str, holds: Holds) -> str | None:
        """The code of what is written by its code or name, as in the sheets of the catalogue."""
        value = self._text(name, 60)
        if value is None:
            return None
        try:
            return code_of(holds, value.zfill(2) if value.isdigit() else value)
        except ValueError as trouble:
            self.errors[name] = str(trouble)
            return None

    def _year(self) -> int | None:
        value = self._text("birth_year", 10)
        if value is None:
            return None
        year = whole(value)
        if year is not None and 1900 <= year <= clock.today().year:
            return year
        self.errors["birth_year"] = _("This is not a year of birth.")
        return None

    def _answers(self, category: str) -> tuple[dict[str, list[str]], list[str]]:
        """What is said to the event's own questions, and to which of them nobody asked this
        person; a bad cell is named by its column's head."""
        head = self._head
        found = cells.read(head.questions, head.answers, self._cells, category)
        for code, problem in found.problems.items():
            said, choices = str(self._cells[head.answers[code]]), head.choices[code]
            self.errors[head.titles[code]] = words.say_of_cell(problem, [said], choices)
        kept = {code: values for code, values in found.values.items() if values}
        return kept, [head.titles[code] for code in found.unasked]

    def _consents(self) -> frozenset[Purpose]:
        said = {
            purpose
            for name, purpose in CONSENTS.items()
            if fold(str(self._raw(name) or "")) in YES or self._raw(name) is True
        }
        if self._head.agreed and "consent_processing" not in self._head.where:
            said.add(Purpose.EVENT_OPERATIONS)
        if Purpose.EVENT_OPERATIONS not in said:
            self.errors["consent_processing"] = _("This person has not agreed.")
        return frozenset(said)

    def _moment(self) -> datetime | None:
        value = self._raw("registered_at")
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                return None
        if isinstance(value, date) and not isinstance(value, datetime):
            value = datetime(value.year, value.month, value.day)
        if not isinstance(value, datetime) or value.year < EARLIEST:
            return None
        return value if value.tzinfo else value.replace(tzinfo=clock.VN)
