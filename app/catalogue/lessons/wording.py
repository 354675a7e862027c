"""What lessons say, on their own page and among the reasons of a suggestion."""

from __future__ import annotations

from collections.abc import Sequence

from app.catalogue import labels, vocabulary
from app.catalogue.concepts import queries as concepts
from app.catalogue.learning import Kind, Lesson
from app.catalogue.suggestions import index
from app.catalogue.suggestions.wording import Line
from app.core.i18n import _, _l

KINDS = {
    Kind.FIELDS: _l("fields"),
    Kind.CONCEPT: _l("group of words"),
    Kind.TECHNOLOGY: _l("technology"),
    Kind.ORGANISATION: _l("organisation"),
}


def name(lesson: Lesson, own: str | None = None) -> str:
    """What a lesson on fields or words is about; `own` names a group of the hub's own."""
    if lesson.kind is Kind.FIELDS:
        need, technology = lesson.key.split(">")
        if need == technology:
            return vocabulary.field(need)
        return f"{vocabulary.field(need)} → {vocabulary.field(technology)}"
    return own or concepts.shown(lesson.key)


def lines(lessons: Sequence[Lesson], hub_id: int) -> list[Line]:
    """The lessons that moved a suggestion, as reasons; of the groups of words the strongest."""
    by_kind: dict[Kind, Lesson] = {}
    for lesson in lessons:
        known = by_kind.get(lesson.kind)
        if known is None or abs(lesson.weight) > abs(known.weight):
            by_kind[lesson.kind] = lesson
    return [_line(lesson, hub_id) for lesson in by_kind.values()]


def _line(lesson: Lesson, hub_id: int) -> Line:
    counts = {"accepted": lesson.accepted, "all": len(lesson.decisions)}
    good = lesson.weight > 0
    if lesson.kind is Kind.FIELDS:
        said = _("Your hub chose %(accepted)d of %(all)d such suggestions:", **counts)
        return Line(said, good, (name(lesson),))
    if lesson.kind is Kind.CONCEPT:
        said = _("Your hub chose %(accepted)d of %(all)d suggestions that speak of", **counts)
        return Line(said, good, (name(lesson, index.own_word(hub_id, lesson.key)),))
    if good and lesson.kind is Kind.TECHNOLOGY:
        said = _("Your hub chose this technology in %(accepted)d of %(all)d cases", **counts)
        return Line(said)
    why = tuple(f"{labels.DISMISS_REASONS[why]} ({count})" for why, count in lesson.reasons())
    if lesson.kind is Kind.TECHNOLOGY:
        said = _("Your hub dismissed this technology %(n)d times:", n=lesson.dismissed)
    else:
        said = _("Your hub dismissed this organisation %(n)d times:", n=lesson.dismissed)
    return Line(said, good, why)


def effect(factor: float) -> str:
    """What a factor does to a score: "+14 %"."""
    return f"{(factor - 1) * 100:+.0f} %".replace("-", "−")
