"""A need's suggestions as its page shows them: ranked now, with what people decided."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, select, union_all
from sqlalchemy.orm import aliased, joinedload

from app.accounts.models import Hub
from app.catalogue.learning import Lesson, Pair, reordered
from app.catalogue.lessons import queries as lessons
from app.catalogue.lessons.wording import lines as lesson_lines
from app.catalogue.matching import Fit, fit
from app.catalogue.matching import Suggestion as Ranked
from app.catalogue.models import Expert, ExpertHandover, Need, Suggestion, Technology
from app.catalogue.reasons import Reasons
from app.catalogue.states import SuggestionState, TechnologyState
from app.catalogue.suggestions import index
from app.catalogue.suggestions.wording import Line, lines
from app.core.db import db


@dataclass(frozen=True)
class Shown:
    """One suggestion on the page; `row` is what was decided about it, None when nothing was."""

    rank: int
    technology: Technology
    fit: Fit
    lines: list[Line]
    reasons: Reasons
    row: Suggestion | None


@dataclass(frozen=True)
class ShownExpert:
    """An expert who may advise; `handover` tells that the profile was given already."""

    expert: Expert
    handover: ExpertHandover | None


@dataclass(frozen=True)
class Board:
    """All of a need's suggestions by what was decided."""

    open: list[Shown]
    accepted: list[Shown]
    dismissed: list[Shown]
    experts: list[ShownExpert]

    def by_state(self, state: SuggestionState) -> list[Shown]:
        return {
            SuggestionState.SUGGESTED: self.open,
            SuggestionState.ACCEPTED: self.accepted,
            SuggestionState.DISMISSED: self.dismissed,
        }[state]

    def shared_words(self, most: int = 3) -> list[str]:
        """The need's own words that the first suggestions share, to mark them in its text."""
        found: list[str] = []
        for shown in [*self.accepted, *self.open][:most]:
            found += shown.reasons.shared
            found += [mine for mine, _theirs in shown.reasons.alike]
        return list(dict.fromkeys(found))


def board(need: Need) -> Board:
    """A need's suggestions and experts, in a fixed number of statements.

    The texts say what fits and how well; what the hub's decisions taught moves the undecided ones.
    """
    fitting, advisers = index.fitting(need)
    ranked = {int(str(s.id)): s for s in fitting}
    technologies, decided = _technologies(need, set(ranked))
    told = _told(need, technologies, {i: s for i, s in ranked.items() if i not in decided})
    order = reordered({identity: s.score for identity, s in ranked.items()}, told)
    shown: list[Shown] = []
    for identity in [*order, *(i for i in decided if i not in ranked)]:
        technology, row, found = technologies[identity], decided.get(identity), ranked.get(identity)
        score = found.score if found else row.score if row else 0.0
        reasons = found.reasons if found else Reasons.from_dict(row.reasons if row else {})
        said = lines(need, technology, reasons, lesson_lines(told.get(identity, ()), need.hub_id))
        shown.append(Shown(len(shown) + 1, technology, fit(score), said, reasons, row))
    return Board(
        open=[s for s in shown if s.row is None],
        accepted=[s for s in shown if s.row and s.row.state is SuggestionState.ACCEPTED],
        dismissed=[s for s in shown if s.row and s.row.state is SuggestionState.DISMISSED],
        experts=_experts(need, [int(str(s.id)) for s in advisers]),
    )


def _told(
    need: Need, technologies: dict[int, Technology], undecided: dict[int, Ranked]
) -> dict[int, list[Lesson]]:
    """What the hub's decisions teach about the suggestions that are still to be decided."""
    taught = lessons.of_hub(need.hub_id)
    return {
        identity: taught.about(
            Pair(
                need.field,
                technologies[identity].field,
                frozenset(one.reasons.concepts),
                identity,
                technologies[identity].organisation_id,
            )
        )
        for identity, one in undecided.items()
    }


def _decided(about: type[Suggestion]) -> ColumnElement[bool]:
    return about.state != SuggestionState.SUGGESTED


def _technologies(
    need: Need, ranked: set[int]
) -> tuple[dict[int, Technology], dict[int, Suggestion]]:
    """The technologies that fit or were decided about, and what was decided, by technology."""
    fits, about = aliased(Technology), aliased(Suggestion)
    shown = union_all(
        select(fits.id).where(fits.id.in_(ranked)),
        select(about.technology_id).where(about.need_id == need.id, _decided(about)),
    )
    found = (
        select(Technology, Suggestion)
        .outerjoin(
            Suggestion,
            and_(
                Suggestion.technology_id == Technology.id,
                Suggestion.need_id == need.id,
                _decided(Suggestion),
            ),
        )
        .where(Technology.id.in_(shown))
        .order_by(Suggestion.id, Technology.id)
        .options(joinedload(Technology.organisation), joinedload(Technology.hub))
    )
    rows = db.session.execute(found).all()
    decisions = {technology.id: row for technology, row in rows if row is not None}
    return {technology.id: technology for technology, _row in rows}, decisions


def _experts(need: Need, advice: list[int]) -> list[ShownExpert]:
    """The experts nearest to a need and those it was given already."""
    near, about = aliased(Expert), aliased(ExpertHandover)
    named = union_all(
        select(near.id).where(near.id.in_(advice)),
        select(about.expert_id).where(about.need_id == need.id),
    )
    found = (
        select(Expert, ExpertHandover)
        .outerjoin(
            ExpertHandover,
            and_(ExpertHandover.expert_id == Expert.id, ExpertHandover.need_id == need.id),
        )
        .where(Expert.id.in_(named))
        .order_by(ExpertHandover.id)
        .options(joinedload(Expert.organisation), joinedload(Expert.hub))
    )
    shown = {row.id: ShownExpert(row, given) for row, given in db.session.execute(found)}
    given = [i for i, one in shown.items() if one.handover is not None]
    return [shown[i] for i in dict.fromkeys([*given, *advice]) if i in shown]


def technology_for(need: Need, public_code: str) -> Technology | None:
    """A technology that may be decided about for a need, by its public code."""
    found = db.session.scalar(select(Technology).where(Technology.public_code == public_code))
    if found is None:
        return None
    visible = found.hub_id == need.hub_id or (
        found.publish_ok and found.state is TechnologyState.APPROVED
    )
    return found if visible else None


def expert_for(need: Need, hub_slug: str, code: str) -> Expert | None:
    """An expert who may be named to a need: of its hub, or with a public profile."""
    wanted = (
        select(Expert)
        .join(Hub, Hub.id == Expert.hub_id)
        .where(Hub.slug == hub_slug, Expert.code == code)
    )
    found = db.session.scalar(wanted)
    if found is None or (found.hub_id != need.hub_id and not found.public_profile):
        return None
    return found
