"""The thesaurus as a hub's pages show it: built-in groups and its own, one list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue import thesaurus
from app.catalogue.matching import Suggestion
from app.catalogue.models import Concept, Technology
from app.catalogue.own_words import HubWords
from app.catalogue.suggestions import index
from app.core import lists
from app.core.db import db
from app.core.text import collation_key, fold

FIRST = 5  # results of a trial


@dataclass(frozen=True)
class Group:
    """One group of the list; `row` is the hub's own entry, `place` a built-in group's."""

    name: str
    vi: Sequence[str]
    en: Sequence[str]
    abbreviations: Sequence[str]
    problems: Sequence[str]
    built_in: str | None
    row: Concept | None
    off: bool
    place: int | None = None

    @property
    def folded(self) -> str:
        words = (self.name, *self.vi, *self.en, *self.abbreviations, *self.problems)
        return fold(" ".join(words))


def of_hub(hub: Hub) -> list[Concept]:
    """All the hub's own entries, those that hide built-in groups too."""
    found = select(Concept).where(Concept.hub_id == hub.id).order_by(Concept.id)
    return list(db.session.scalars(found))


def by_code(hub: Hub, code: str) -> Concept | None:
    return db.session.scalar(
        select(Concept).where(
            Concept.hub_id == hub.id, Concept.code == code, Concept.hides.is_(False)
        )
    )


def groups(rows: Sequence[Concept]) -> list[Group]:
    """The hub's own groups and the built-in ones as it uses them."""
    hidden = {row.built_in for row in rows if row.hides}
    own = [
        Group(r.name, r.vi, r.en, r.abbreviations, r.problems, r.built_in, r, r.off)
        for r in rows
        if not r.hides
    ]
    built_in = [
        Group(shown(e.key), e.vi, e.en, e.abbreviations, (), e.key, None, e.key in hidden, place)
        for place, e in enumerate(thesaurus.entries().values())
    ]
    return own + built_in


def shown(key: str) -> str:
    """What a built-in group is called: its first Vietnamese word, or the abbreviation."""
    entry = thesaurus.entries().get(key)
    if entry and key.startswith("="):
        return entry.abbreviations[0].upper()
    return entry.vi[0] if entry and entry.vi else key.lstrip("=")


def listed(hub: Hub, q: str, kind: str, *, everything: bool) -> lists.Page:
    """One page of the groups that the filters leave, the hub's own first, then by name."""
    words = lists.words(q)
    keep = {
        "own": lambda g: g.row is not None,
        "built_in": lambda g: g.row is None,
        "problems": lambda g: bool(g.problems),
        "off": lambda g: g.off,
    }.get(kind, lambda g: True)
    found = [
        group
        for group in groups(of_hub(hub))
        if keep(group) and all(word in group.folded for word in words)
    ]
    found.sort(key=lambda group: (group.row is None, collation_key(group.name)))
    return lists.page_of(found, everything=everything)


@dataclass(frozen=True)
class Trial:
    """What a question finds before and after a change: titles, with their places before."""

    before: list[str]
    after: list[tuple[str, int | None]]

    @property
    def same(self) -> bool:
        return self.before == [title for title, _place in self.after]


def trial(hub: Hub, text: str, before: HubWords, after: HubWords) -> Trial:
    """The first results of a question with the words as they are, and as they would be."""
    found = index.technologies.tried(
        text, FIRST, lambda c: c.public or c.hub_id == hub.id, before, after
    )
    old, new = ([int(str(s.id)) for s in some] for some in found)
    titles = _titles(found)
    places = {identity: place for place, identity in enumerate(old, 1)}
    return Trial(
        [titles[i] for i in old if i in titles],
        [(titles[i], places.get(i)) for i in new if i in titles],
    )


def _titles(found: list[list[Suggestion]]) -> dict[int, str]:
    wanted = {int(str(s.id)) for some in found for s in some}
    rows = db.session.execute(
        select(Technology.id, Technology.title).where(Technology.id.in_(wanted))
    )
    return {row.id: row.title for row in rows}


def readings(
    hub: Hub, draft: Concept | None = None, *, instead_of: Concept | None = None
) -> tuple[HubWords, HubWords]:
    """How the hub's questions are read now, and with an entry that is not saved yet."""
    now = [row for row in of_hub(hub) if not row.off]
    then = [row for row in now if instead_of is None or row.id != instead_of.id]
    before = index.words_by_hub(now)
    after = index.words_by_hub([*then, draft] if draft is not None else then)
    return before.get(hub.id, HubWords()), after.get(hub.id, HubWords())


def hiding(hub: Hub, key: str) -> Concept | None:
    """The hub's entry that switches a built-in group off."""
    return db.session.scalar(
        select(Concept).where(Concept.hub_id == hub.id, Concept.hides, Concept.built_in == key)
    )
