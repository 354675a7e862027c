"""What changes a hub's thesaurus. Every worker's index follows with its next question."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select

from app.catalogue import records, thesaurus
from app.catalogue.models import Concept
from app.catalogue.suggestions import upkeep
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.text import fold

MOST = 2000  # entries of one hub


@dataclass(frozen=True)
class ConceptGiven:
    """A group of words as typed; `built_in` names the group it adds words to."""

    name: str
    vi: list[str] = field(default_factory=list)
    en: list[str] = field(default_factory=list)
    abbreviations: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    built_in: str | None = None


def check(given: ConceptGiven) -> None:
    """Raises Refused("no_words" | "unknown_group" | "short_of_nothing")."""
    if given.built_in is not None and given.built_in not in thesaurus.entries():
        raise Refused("unknown_group", field="built_in")
    if not (given.vi or given.en or given.abbreviations or (given.built_in and given.problems)):
        raise Refused("no_words", field="vi")
    if given.abbreviations and not given.vi and not given.built_in:
        raise Refused("short_of_nothing", field="vi")


def add_concept(hub_id: int, given: ConceptGiven) -> Concept:
    """A group of words of the hub's own. Raises Refused("name_taken") and those of check()."""
    check(given)
    with transaction():
        taken = _by_name(hub_id)
        if fold(given.name) in taken:
            raise Refused("name_taken", field="name")
        if len(taken) >= MOST:
            raise Refused("thesaurus_full", limit=MOST)
        row = _made(hub_id, given)
        _changed(row, "concept_added")
    return row


def edit_concept(concept_id: int, version: int | None, given: ConceptGiven) -> Concept:
    """Change a group. Raises Refused("changed_meanwhile" | "name_taken") and those of check()."""
    check(given)
    with transaction():
        row = _locked(concept_id)
        if version is not None and row.version != version:
            raise Refused("changed_meanwhile")
        namesake = _by_name(row.hub_id).get(fold(given.name))
        if namesake is not None and namesake.id != row.id:
            raise Refused("name_taken", field="name")
        if records.put(row, given):
            row.version += 1
            _changed(row, "concept_edited")
    return row


def switch(concept_id: int, *, off: bool) -> None:
    """Use a group of the hub's own no more, or again."""
    with transaction():
        row = _locked(concept_id)
        if row.off != off:
            row.off = off
            row.version += 1
            _changed(row, "concept_off" if off else "concept_on")


def switch_built_in(hub_id: int, key: str, *, off: bool) -> None:
    """Let a built-in group say nothing in the hub's questions, or something again."""
    if key not in thesaurus.entries():
        raise Refused("unknown_group")
    with transaction():
        records.lock_hub(hub_id)
        wanted = select(Concept).where(
            Concept.hub_id == hub_id, Concept.hides, Concept.built_in == key
        )
        row = db.session.scalar(wanted)
        if off and row is None:
            row = _made(hub_id, ConceptGiven(name=key, built_in=key))
            row.hides = True
            _changed(row, "concept_off")
        elif not off and row is not None:
            _changed(row, "concept_on")
            db.session.delete(row)


def import_concepts(hub_id: int, rows: Iterable[ConceptGiven]) -> int:
    """Take groups over from a file: those of a known name are replaced; all or nothing."""
    with transaction():
        known = _by_name(hub_id)
        taken = []
        for given in rows:
            check(given)
            row = known.get(fold(given.name))
            if row is None:
                row = known[fold(given.name)] = _made(hub_id, given)
            else:
                records.put(row, given)
                row.off = False
                row.version += 1
            taken.append(row)
        if len(known) > MOST:
            raise Refused("thesaurus_full", limit=MOST)
        if taken:
            _changed(taken[0], "concepts_imported")
    return len(taken)


def _by_name(hub_id: int) -> dict[str, Concept]:
    """The hub's own groups by folded name, held against a second one of the same name."""
    records.lock_hub(hub_id)
    found = select(Concept).where(Concept.hub_id == hub_id, Concept.hides.is_(False))
    return {fold(row.name): row for row in db.session.scalars(found)}


def _made(hub_id: int, given: ConceptGiven) -> Concept:
    row = Concept(code=ids.code(16), hub_id=hub_id, created_at=clock.now())
    records.put(row, given)
    db.session.add(row)
    return row


def _locked(concept_id: int) -> Concept:
    return db.session.get_one(Concept, concept_id, with_for_update=True, populate_existing=True)


def _changed(row: Concept, deed: str) -> None:
    db.session.flush()
    records.counted_change(words=True)
    upkeep.refresh_later()
    audit.record(deed, row, name=row.name)
