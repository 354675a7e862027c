"""The timetable as a model for CP-SAT: what must hold, and what is counted.

x[group, slot] says that a meeting is held in a slot. Meetings of one participant with
partners who meet nobody else are alike, so they stand in the model as one group with a
number: their order need not be searched. A participant's day is described by "has begun by
here" and "has not ended before here"; between both, a free slot is a gap, and a gap's last
slot ends a break. Where a participant's number of meetings on the one day is known, "no
break" means a run of exactly that many slots, which lets the solver prove much faster.
What a place takes is counted by busy participants instead of meetings: of one participant's
meetings a slot holds one at most, and what is learnt about so few counters holds for many
timetables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.connections.scheduling.instance import ONLINE, Instance, Meeting, Place

if TYPE_CHECKING:
    from ortools.sat.python import cp_model


@dataclass(frozen=True)
class Group:
    """Meetings that are alike for the solver; mostly one."""

    meetings: tuple[Meeting, ...]
    sides: tuple[str, ...]
    slots: tuple[int, ...]

    @property
    def size(self) -> int:
        return len(self.meetings)

    @property
    def weight(self) -> int:
        return self.meetings[0].weight

    @property
    def place(self) -> str | None:
        return self.meetings[0].place


@dataclass
class Model:
    """The model and the expressions a solver steers by: lost weight, moved meetings, breaks."""

    cp: cp_model.CpModel
    groups: list[Group]
    held: dict[tuple[int, int], Any]  # by group and slot
    lost: Any
    moved: Any
    breaks: Any
    break_ends: list[Any]


def group_meetings(instance: Instance, previous: Mapping[str, Place]) -> list[Group]:
    """The meetings, those that are alike put together."""
    ordered = {m.id for m in instance.meetings if m.after}
    ordered |= {earlier for m in instance.meetings for earlier in m.after}
    groups: list[Group] = []
    alike: dict[tuple[Any, ...], list[Meeting]] = defaultdict(list)
    for meeting in instance.meetings:
        busy = [p for p in meeting.sides if len(instance.meetings_of[p]) > 1]
        slots = instance.slots_of[meeting.id]
        if meeting.id in ordered or meeting.id in previous or len(busy) != 1:
            groups.append(Group((meeting,), meeting.sides, slots))
        else:
            alike[busy[0], slots, meeting.weight, meeting.place].append(meeting)
    for (person, slots, *_), meetings in alike.items():
        groups.append(Group(tuple(meetings), (person,), slots))
    return groups


def build(instance: Instance, previous: Mapping[str, Place]) -> Model:
    """The model of an instance; `previous` says where meetings were held before."""
    from ortools.sat.python import cp_model

    cp = cp_model.CpModel()
    groups = group_meetings(instance, previous)
    held = {
        (number, slot): cp.new_bool_var("")
        for number, group in enumerate(groups)
        for slot in group.slots
    }
    for number, group in enumerate(groups):
        places = [held[number, slot] for slot in group.slots]
        if instance.optional:
            cp.add(sum(places) <= group.size)
        else:
            cp.add(sum(places) == group.size)
    _keep_order(cp, instance, groups, held)
    any_of = _AnyOf(cp)
    _share_places(cp, instance, groups, held, any_of)
    ends = _count_breaks(cp, instance, groups, held, any_of)
    breaks = {person: sum(theirs) for person, theirs in ends.items()}
    _be_fair(cp, instance, breaks)
    return Model(
        cp,
        groups,
        held,
        _lost_weight(instance, groups, held),
        _moved(groups, held, previous),
        sum(breaks.values()),
        [end for theirs in ends.values() for end in theirs],
    )


def _lost_weight(instance: Instance, groups: list[Group], held: Mapping[Any, Any]) -> Any:
    if not instance.optional:
        return 0
    return sum(
        group.weight * (group.size - sum(held[number, slot] for slot in group.slots))
        for number, group in enumerate(groups)
        if group.weight
    )


def _moved(groups: list[Group], held: Mapping[Any, Any], previous: Mapping[str, Place]) -> Any:
    """Meetings held before that do not keep their slot, whether moved or left out."""
    return sum(
        1 - held.get((number, previous[group.meetings[0].id].slot), 0)
        for number, group in enumerate(groups)
        if group.meetings[0].id in previous
    )


def _keep_order(cp: Any, instance: Instance, groups: list[Group], held: Mapping[Any, Any]) -> None:
    number_of = {m.id: number for number, group in enumerate(groups) for m in group.meetings}
    for meeting in instance.meetings:
        for earlier in meeting.after:
            later, first = number_of[meeting.id], number_of[earlier]
            for slot in groups[later].slots:
                by_now = [held[later, s] for s in groups[later].slots if s <= slot]
                before = [held[first, s] for s in groups[first].slots if s < slot]
                cp.add(sum(by_now) <= sum(before))


class _AnyOf:
    """Says whether one of several is so, where never two are; the same for the same ones."""

    def __init__(self, cp: Any) -> None:
        self.cp = cp
        self.made: dict[tuple[int, ...], Any] = {}

    def __call__(self, here: Sequence[Any]) -> Any:
        if len(here) == 1:
            return here[0]
        key = tuple(sorted(one.index for one in here))
        if key not in self.made:
            some = self.made[key] = self.cp.new_bool_var("")
            self.cp.add_exactly_one([*here, ~some])
        return self.made[key]


def clusters(groups: Sequence[Group], numbers: Iterable[int]) -> list[list[int]]:
    """These groups by number, each with others of one participant: as few clusters as greedy
    choice makes them. A slot holds one meeting of a cluster at most."""
    left = set(numbers)
    found: list[list[int]] = []
    while left:
        theirs: dict[str, list[int]] = defaultdict(list)
        for number in sorted(left):
            for person in groups[number].sides:
                theirs[person].append(number)
        found.append(max(theirs.values(), key=len))
        left -= set(found[-1])
    return found


def _share_places(
    cp: Any,
    instance: Instance,
    groups: Sequence[Group],
    held: Mapping[tuple[int, int], Any],
    any_of: _AnyOf,
) -> None:
    """In no slot are there more meetings at a place than it takes."""
    at: dict[str | None, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        if group.place != ONLINE:
            at[group.place].append(number)
    for place, numbers in at.items():
        together = clusters(groups, numbers)
        for slot in range(instance.n_slots):
            inside = [[held[n, slot] for n in cluster if (n, slot) in held] for cluster in together]
            busy = [any_of(here) for here in inside if here]
            room = instance.room(place, slot)
            if len(busy) > room:
                cp.add(sum(busy) <= room)


def _count_breaks(
    cp: Any,
    instance: Instance,
    groups: list[Group],
    held: Mapping[tuple[int, int], Any],
    any_of: _AnyOf,
) -> dict[str, list[Any]]:
    """By participant, what says that a break ends in a slot."""
    of: dict[str, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        for person in group.sides:
            of[person].append(number)
    ends: dict[str, list[Any]] = {}
    in_slot: dict[int, list[Any]] = defaultdict(list)
    for person, numbers in of.items():
        total = len(instance.meetings_of[person])
        if total < 2:
            continue
        busy: dict[int, Any] = {}
        for slot in range(instance.n_slots):
            here = [held[number, slot] for number in numbers if (number, slot) in held]
            if here:
                busy[slot] = any_of(here)
                in_slot[slot].append(busy[slot])
        if not instance.optional:
            cp.add(sum(busy.values()) == total)
        ends[person] = breaks_in(cp, instance, busy, None if instance.optional else total)
    elsewhere: dict[int, list[Any]] = defaultdict(list)
    for (number, slot), here in held.items():
        if groups[number].place is not None:
            elsewhere[slot].append(here)
    for slot, people in in_slot.items():
        if len(people) > 2 * instance.tables[slot]:
            cp.add(sum(people) <= 2 * instance.tables[slot] + 2 * sum(elsewhere[slot]))
    return ends


def breaks_in(cp: Any, instance: Instance, busy: Mapping[int, Any], total: int | None) -> list[Any]:
    """What says that a break ends here, over the days of somebody busy in the slots given.

    `total` is the number of their meetings, where all of them must be held.
    """
    days = [day for day in instance.days if any(slot in busy for slot in day)]
    ends: list[Any] = []
    for day in days:
        row = [busy.get(slot) if slot is not None else None for slot in day]
        ends += _breaks_in_day(cp, row, total if len(days) == 1 else None)
    return ends


def _breaks_in_day(cp: Any, busy: Sequence[Any | None], count: int | None) -> list[Any]:
    """`busy` by place in the day (None: never); `count`: how many of them, where known."""
    n = len(busy)
    begun = [cp.new_bool_var("") for _ in busy]
    open_ = [cp.new_bool_var("") for _ in busy]
    gap = [cp.new_bool_var("") for _ in busy]
    for i, here in enumerate(busy):
        now = [here] if here is not None else []
        for flag, nearer in ((begun, i - 1), (open_, i + 1)):
            beside = [flag[nearer]] if 0 <= nearer < n else []
            cp.add_bool_or([~flag[i], *beside, *now])
            for cause in beside + now:
                cp.add_implication(cause, flag[i])
        cp.add_bool_or([~begun[i], ~open_[i], gap[i], *now])
        for needed in (begun[i], open_[i], *(~one for one in now)):
            cp.add_implication(gap[i], needed)
    ends = []
    for i in range(1, n - 1):
        end = cp.new_bool_var("")
        cp.add_bool_or([~gap[i], gap[i + 1], end])
        cp.add_implication(end, gap[i])
        cp.add_implication(end, ~gap[i + 1])
        ends.append(end)
    if count is not None and count <= n:
        _run_of(cp, count, begun, open_, ends)
    return ends


def _run_of(cp: Any, count: int, begun: list[Any], open_: list[Any], ends: list[Any]) -> None:
    """Somebody with `count` meetings on this day needs that many slots from begin to end,
    and without a break not one more."""
    n = len(begun)
    broken = cp.new_bool_var("")
    cp.add_bool_or([*ends, ~broken])
    for end in ends:
        cp.add_implication(end, broken)
    for i in range(n):
        if n - i - 1 < count:
            cp.add(begun[i] == 1)
        if i < count:
            cp.add(open_[i] == 1)
        if i + count < n:
            cp.add_bool_or([broken, ~begun[i], ~open_[i + count]])
            cp.add_bool_or([begun[i], open_[i + count]])


def _be_fair(cp: Any, instance: Instance, breaks: Mapping[str, Any]) -> None:
    """Nobody has more than `fairness` breaks more than somebody else."""
    if instance.fairness is None or not breaks:
        return
    if len(breaks) < len(instance.participants):  # who meets at most once has no break
        for theirs in breaks.values():
            cp.add(theirs <= instance.fairness)
        return
    least = cp.new_int_var(0, instance.n_slots, "")
    for theirs in breaks.values():
        cp.add(theirs >= least)
        cp.add(theirs <= least + instance.fairness)
