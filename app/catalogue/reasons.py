"""Why a technology is suggested: what it shares with the need, in words a person can check."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from app.catalogue.terms import WORD as _WORD
from app.catalogue.terms import Channel, Script, Term, Token, exact, is_stop
from app.catalogue.thesaurus import Hit

MOST = 4  # phrases named


@dataclass(frozen=True)
class Reasons:
    """`shared` words stand in both texts, `alike` pairs (need's, technology's) mean the same."""

    shared: tuple[str, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    trl: int | None = None
    trl_enough: bool = False
    same_province: bool = False

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def from_dict(kept: dict[str, Any]) -> Reasons:
        return Reasons(
            shared=tuple(kept.get("shared", ())),
            alike=tuple((a, b) for a, b in kept.get("alike", ())),
            fields=tuple(kept.get("fields", ())),
            trl=kept.get("trl"),
            trl_enough=bool(kept.get("trl_enough")),
            same_province=bool(kept.get("same_province")),
        )

    def sentence(self) -> str:
        """In English, for programs: "shared: rice dryer; same field; TRL 8"."""
        parts = []
        named = list(self.shared) + [f"{asked} ~ {offered}" for asked, offered in self.alike]
        if named:
            parts.append("shared: " + ", ".join(named))
        if self.fields:
            parts.append("same field")
        if self.trl is not None:
            parts.append(f"TRL {self.trl}")
        if self.same_province:
            parts.append("same province")
        return "; ".join(parts)


def explain(
    asked: Sequence[Token],
    asked_script: Script,
    asked_hits: Sequence[Hit],
    offered: Sequence[Token],
    offered_script: Script,
    offered_hits: Sequence[Hit],
    rarity: Callable[[Term], float],
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The heaviest words two texts share, and the heaviest pairs of words of like meaning."""
    common = _common_places(asked, asked_script, offered, offered_script)
    phrases = _phrases(offered, common, rarity)
    shared = tuple(phrase for phrase, _ in phrases[:MOST])
    said = set(" ".join(shared).split())
    alike: dict[str, tuple[float, str, str]] = {}
    for mine in asked_hits:
        for theirs in offered_hits:
            if mine.concept != theirs.concept or mine.concept in alike:
                continue
            one, other = _phrase(asked, mine), _phrase(offered, theirs)
            if not _within(one, other) and not set(other.split()) <= said:
                weight = rarity((Channel.CONCEPT, mine.concept))
                alike[mine.concept] = (weight, one, other)
    best = sorted(alike.values(), key=lambda found: (-found[0], found[1:]))
    pairs = dict.fromkeys((one, other) for _, one, other in best)
    return shared, tuple(pairs)[: max(1, MOST - len(shared))]


def _common_places(
    asked: Sequence[Token], asked_script: Script, offered: Sequence[Token], offered_script: Script
) -> list[bool]:
    """Which words of the offered text stand in the asked one, small words left out."""
    exact_only = asked_script is not Script.BARE and offered_script is not Script.BARE
    mine = {
        word.exact if exact_only else word.bare
        for word in asked
        if not is_stop(word, asked_script) and not word.typed[0].isdigit()
    }
    if asked_script is Script.ENGLISH and offered_script is Script.BARE:
        mine = {word for word in mine if len(word) > 3}
    return [
        not is_stop(word, offered_script) and (word.exact if exact_only else word.bare) in mine
        for word in offered
    ]


def _phrases(
    words: Sequence[Token], common: Sequence[bool], rarity: Callable[[Term], float]
) -> list[tuple[str, float]]:
    """Runs of common words as phrases, the weightiest first; each wording once."""
    weights: dict[str, float] = {}
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and common[end] and words[end].sentence == words[start].sentence:
            end += 1
        if end > start:
            run = words[start:end]
            weight = sum(rarity((Channel.SYLLABLE, word.bare)) for word in run)
            weights.setdefault(" ".join(word.typed for word in run), weight)
        start = max(end, start + 1)
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    kept: list[tuple[str, float]] = []
    for phrase, weight in ranked:
        if not any(f" {phrase} " in f" {longer} " for longer, _ in kept):
            kept.append((phrase, weight))
    return kept


def _within(one: str, other: str) -> bool:
    """Whether one phrase only repeats words of the other."""
    mine, theirs = set(one.split()), set(other.split())
    return mine <= theirs or theirs <= mine


def _phrase(words: Sequence[Token], hit: Hit) -> str:
    return " ".join(word.typed for word in words[hit.start : hit.end])


def marked(text: str, phrases: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, True for those that a phrase names; joined they give the text again."""
    words = [
        (found.start(), found.end(), exact(found[0].lower())) for found in _WORD.finditer(text)
    ]
    wanted = {tuple(exact(word) for word in phrase.split()) for phrase in phrases if phrase}
    longest = max((len(phrase) for phrase in wanted), default=0)
    pieces: list[tuple[str, bool]] = []
    done = place = 0
    while place < len(words):
        length = next(
            (n for n in range(longest, 0, -1)
             if tuple(word[2] for word in words[place : place + n]) in wanted),
            0,
        )  # fmt: skip
        if length:
            start, end = words[place][0], words[place + length - 1][1]
            pieces += [(text[done:start], False), (text[start:end], True)]
            done = end
        place += max(length, 1)
    pieces.append((text[done:], False))
    return [piece for piece in pieces if piece[0]]
