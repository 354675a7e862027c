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
    """`shared` words stand in both texts, `alike` pairs (need's, technology's) mean the same.

    `concepts` are the groups of words of the thesaurus that both name. `near`: an embedding
    model raised it, as the texts mean something similar.
    """

    shared: tuple[str, ...] = ()
    alike: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    trl: int | None = None
    trl_enough: bool = False
    same_province: bool = False
    concepts: tuple[str, ...] = ()
    near: bool = False

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
            concepts=tuple(kept.get("concepts", ())),
            near=bool(kept.get("near")),
        )

    def sentence(self) -> str:
        """In English, for programs: "shared: rice dryer; same field; TRL 8"."""
        parts = []
        named = list(self.shared) + [f"{asked} ~ {offered}" for asked, offered in self.alike]
        if named:
            parts.append("shared: " + ", ".join(named))
        if self.near:
            parts.append("similar in meaning")
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
    phrases = _phrases(asked, asked_script, offered, offered_script, rarity)
    both = {hit.concept for hit in asked_hits} & {hit.concept for hit in offered_hits}
    telling = {
        offered[place].typed
        for hit in offered_hits
        if hit.concept in both
        for place in range(hit.start, hit.end)
    }  # a lone syllable says something only as part of a word that both texts mean
    good = [phrase for phrase in phrases if " " in phrase or phrase in telling]
    shared = tuple((good or phrases[:2])[:MOST])
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


def _phrases(
    asked: Sequence[Token],
    asked_script: Script,
    offered: Sequence[Token],
    offered_script: Script,
    rarity: Callable[[Term], float],
) -> list[str]:
    """Runs of words that stand in both texts, as the offered one writes them, weightiest first."""
    exact_only = asked_script is not Script.BARE and offered_script is not Script.BARE

    def key(word: Token) -> str:
        return word.exact if exact_only else word.bare

    pairs = {(key(a), key(b)) for a, b in zip(asked, asked[1:], strict=False)}
    alone = {key(word) for word in asked if _tells(word, asked_script)}
    weights: dict[str, float] = {}
    start = 0
    while start < len(offered):
        end = start + 1
        while (
            end < len(offered)
            and offered[end].sentence == offered[start].sentence
            and (key(offered[end - 1]), key(offered[end])) in pairs
        ):
            end += 1
        run = list(offered[start:end])
        while run and not _tells(run[-1], offered_script):
            run.pop()
        while run and not _tells(run[0], offered_script):
            run.pop(0)
        if run and (len(run) > 1 or key(run[0]) in alone):
            told = (word for word in run if _tells(word, offered_script))
            weight = sum(rarity((Channel.SYLLABLE, word.bare)) for word in told)
            weights.setdefault(" ".join(word.typed for word in run), weight)
        start = end
    ranked = sorted(weights, key=lambda phrase: (-weights[phrase], phrase))
    kept: list[str] = []
    for phrase in ranked:
        if not any(f" {phrase} " in f" {longer} " for longer in kept):
            kept.append(phrase)
    return kept


def _tells(word: Token, script: Script) -> bool:
    return not is_stop(word, script) and not word.typed[0].isdigit()


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
            (n for n in range(min(longest, len(words) - place), 0, -1)
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
