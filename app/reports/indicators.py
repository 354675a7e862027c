"""What is counted, and how: one definition in words for every figure of a report.

The queries count by these rules, the pages and papers print them beside the figures, and
docs/indicators.md explains them at length. The texts are English msgids; whoever shows one
translates it. A figure's flat name is public: it is its key in report.json.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


def N_(text: str) -> str:
    """Marks a text for translation; whoever shows it translates it."""
    return text


class Figure(StrEnum):
    """Every figure, by its flat name, in the order of a report."""

    CONFIRMED = "registrations.confirmed"
    WAITING = "registrations.waiting"
    CANCELLED = "registrations.cancelled"
    NEEDS = "IND01"
    SUPPLIES = "IND02"
    EXPERTS = "IND03.stock"
    EXPERTS_PROVIDED = "IND03.provided"
    MEETINGS_ON_SITE = "IND04.on_site"
    MEETINGS_ONLINE = "IND04.online"
    SHOWN = "IND05"
    WORKSHOPS = "IND06"
    CLASSES = "IND07"
    TRAINEES = "IND08.people"
    TRAINEE_HEADS = "IND08.heads"
    HUBS = "IND09"
    MEMORANDA = "IND10.memorandum.number"
    CONTRACTS = "IND10.contract.number"
    CONTRACT_VALUE = "IND10.contract.value_vnd"
    VISITS = "IND11.visits"
    VISITORS = "IND11.people"
    RESOLVED = "IND12.resolved"
    RESOLVED_RATE = "IND12.rate"
    REQUESTED = "meetings.requested"
    ACCEPTED = "meetings.accepted"
    ANNOUNCED = "meetings.announced"
    HELD = "meetings.held"
    NO_SHOW = "meetings.no_show"
    CONTACTED = "connections.contacted"
    EXPLORING = "connections.exploring"
    MEMORANDUM = "connections.memorandum"
    CONTRACT = "connections.contract"
    TRANSFERRED = "connections.transferred"
    ENDED = "connections.ended"
    PLACED = "exhibits.placed"
    UNPLACED = "exhibits.unplaced"
    SESSIONS_HELD = "sessions.held"
    ATTENDANCE = "sessions.attendance"


class Unit(StrEnum):
    """How a figure reads: a count, an amount in whole VND, or a ratio from 0 to 1 or None."""

    NUMBER = "number"
    MONEY = "money"
    RATIO = "ratio"


@dataclass(frozen=True)
class Rule:
    """How one figure is counted, in words.

    `counts` says what one unit is; `dated` which date puts it into a period; `once` what
    keeps it from being counted twice; `at_event` what the same figure means in the report
    of one event, where the event and not a period draws the line.
    """

    code: str
    label: str
    counts: str
    dated: str
    once: str
    at_event: str = ""
    unit: Unit = Unit.NUMBER


_SIGN_UP_DATE = N_("the moment of sign-up")
_SESSION_DATE = N_("the local day on which the session begins")
_MEETING_DATE = N_("the local day on which the meeting begins")
_SIGNING_DATE = N_("the day of signing")
_REQUEST_DATE = N_("the moment of the request")
_ONE_PERSON = N_("one person signs up once for an event: same e-mail, or same phone and name")
_ONE_PAIR = N_("the same need and technology on the same day count once")
_ONE_PAPER = N_(
    "one paper counts once, whatever number of technologies it names; "
    "a memorandum that becomes a contract counts once as each"
)
_OF_THE_EVENT = N_("all of the event, whatever the day")
_MEETINGS_OF_EVENT = N_("those that began with a meeting of the event, signed on any day since")
_STAGE_DATE = N_("the day on which the meeting behind it was held")
_ONE_CONNECTION = N_("one connection per held meeting, in the stage it has reached")


def _registration(label: str, counts: str) -> Rule:
    return Rule("", label, counts, _SIGN_UP_DATE, _ONE_PERSON, _OF_THE_EVENT)


def _meeting(label: str, counts: str, dated: str = _MEETING_DATE) -> Rule:
    return Rule("", label, counts, dated, N_("each request or meeting once"), _OF_THE_EVENT)


def _connection(label: str, counts: str) -> Rule:
    return Rule("", label, counts, _STAGE_DATE, _ONE_CONNECTION, _OF_THE_EVENT)


RULES: dict[Figure, Rule] = {
    Figure.CONFIRMED: _registration(
        N_("Registrations with a place"), N_("registrations in the state confirmed")
    ),
    Figure.WAITING: _registration(
        N_("Waiting for a place"), N_("registrations in the waiting list or awaiting approval")
    ),
    Figure.CANCELLED: _registration(
        N_("Cancelled registrations"), N_("registrations given up or withdrawn")
    ),
    Figure.NEEDS: Rule(
        "IND01",
        N_("Technology needs received"),
        N_("needs that were verified at least; rejected ones and duplicates never count"),
        N_("the day of receipt"),
        N_("one need per distinct problem; a need marked as a duplicate does not count"),
        N_("needs for which a meeting was asked at the event"),
    ),
    Figure.SUPPLIES: Rule(
        "IND02",
        N_("Technologies found and usable"),
        N_("technologies whose owner, contact, field and readiness level were verified"),
        N_("the day of the first verification"),
        N_("updating a technology does not count it again"),
        N_("usable technologies offered at the event, with or without a booth"),
    ),
    Figure.EXPERTS: Rule(
        "IND03",
        N_("Expert profiles in stock"),
        N_("approved expert profiles"),
        N_("approved on or before the last day of the period"),
        N_("one profile per expert"),
        N_("experts with a profile who speak at a session of the event or were met there"),
    ),
    Figure.EXPERTS_PROVIDED: Rule(
        "IND03",
        N_("Expert profiles provided"),
        N_("an expert's profile handed to the owner of a need"),
        N_("the day of handing over"),
        N_("once per pair of expert and need"),
        N_("hand-overs for needs brought to the event"),
    ),
    Figure.MEETINGS_ON_SITE: Rule(
        "IND04",
        N_("Connecting meetings, on site"),
        N_("meetings held on site between demand and supply, with an outcome recorded"),
        _MEETING_DATE,
        _ONE_PAIR,
        _OF_THE_EVENT,
    ),
    Figure.MEETINGS_ONLINE: Rule(
        "IND04",
        N_("Connecting meetings, online"),
        N_("meetings held online between demand and supply, with an outcome recorded"),
        _MEETING_DATE,
        _ONE_PAIR,
        _OF_THE_EVENT,
    ),
    Figure.SHOWN: Rule(
        "IND05",
        N_("Technologies shown"),
        N_("technologies with a booth at an event that has begun"),
        N_("the first day of the event"),
        N_("a technology counts once in a period, though shown at several events"),
        _OF_THE_EVENT,
    ),
    Figure.WORKSHOPS: Rule(
        "IND06",
        N_("Workshops and round tables"),
        N_("sessions of these kinds that were held, with attendance"),
        _SESSION_DATE,
        N_("each session once; a cancelled one does not count"),
        _OF_THE_EVENT,
    ),
    Figure.CLASSES: Rule(
        "IND07",
        N_("Training classes"),
        N_("classes with an attendance list and at least one trainee"),
        N_("the first day of the class"),
        N_("a class of several sessions counts once; at a fair every training session is a class"),
        _OF_THE_EVENT,
    ),
    Figure.TRAINEES: Rule(
        "IND08",
        N_("People trained"),
        N_("distinct people who attended enough of a class (80 % unless it says otherwise)"),
        N_("the last day of the class"),
        N_("one person by e-mail, else phone, else name, birth year and organisation"),
        _OF_THE_EVENT,
    ),
    Figure.TRAINEE_HEADS: Rule(
        "IND08",
        N_("Trainees by class"),
        N_("trainees of every class who attended enough of it"),
        N_("the last day of the class"),
        N_("once per person and class"),
        _OF_THE_EVENT,
    ),
    Figure.HUBS: Rule(
        "IND09",
        N_("Active connection hubs"),
        N_("hubs open on the last day with at least one counted activity"),
        N_("the period as a whole"),
        N_("each hub once"),
        N_("the hub that holds the event"),
    ),
    Figure.MEMORANDA: Rule(
        "IND10",
        N_("Memoranda signed"),
        N_("memoranda of understanding, cooperation agreements, framework contracts"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
    ),
    Figure.CONTRACTS: Rule(
        "IND10",
        N_("Contracts signed"),
        N_("transfer, equipment and service contracts, investments, joint projects"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
    ),
    Figure.CONTRACT_VALUE: Rule(
        "IND10",
        N_("Value of contracts"),
        N_("the sum of the values of these contracts in whole VND; a contract without one adds 0"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
        Unit.MONEY,
    ),
    Figure.VISITS: Rule(
        "IND11",
        N_("Visits"),
        N_("scans judged admitted at an entry gate"),
        N_("the corrected time of the scan"),
        N_("a return within 30 minutes of going out does not count"),
        _OF_THE_EVENT,
    ),
    Figure.VISITORS: Rule(
        "IND11",
        N_("Visitors"),
        N_("distinct registrations admitted at an entry gate"),
        N_("the corrected time of the scan"),
        N_("a reprinted badge stays the same person"),
        _OF_THE_EVENT,
    ),
    Figure.RESOLVED: Rule(
        "IND12",
        N_("Needs resolved"),
        N_("needs of the same cohort as IND01 that are resolved"),
        N_("the day of receipt, as IND01"),
        N_("as IND01"),
        N_("needs for which a meeting was asked at the event"),
    ),
    Figure.RESOLVED_RATE: Rule(
        "IND12",
        N_("Share of needs resolved"),
        N_("resolved needs divided by IND01; empty when there is none"),
        N_("the day of receipt, as IND01"),
        N_("as IND01"),
        N_("needs for which a meeting was asked at the event"),
        Unit.RATIO,
    ),
    Figure.REQUESTED: _meeting(
        N_("Meetings requested"), N_("meeting requests, whatever the answer"), _REQUEST_DATE
    ),
    Figure.ACCEPTED: _meeting(
        N_("Requests accepted"), N_("meeting requests that were accepted"), _REQUEST_DATE
    ),
    Figure.ANNOUNCED: _meeting(
        N_("Meetings announced"),
        N_("meetings that both sides were told of, whether or not they were held later"),
    ),
    Figure.HELD: _meeting(N_("Meetings held"), N_("meetings that took place")),
    Figure.NO_SHOW: _meeting(
        N_("Meetings missed"), N_("meetings at which the demand or the supply side did not appear")
    ),
    Figure.CONTACTED: _connection(
        N_("Connections: contacted"), N_("connections in the stage contacted")
    ),
    Figure.EXPLORING: _connection(
        N_("Connections: exploring"), N_("connections in the stage exploring")
    ),
    Figure.MEMORANDUM: _connection(
        N_("Connections: memorandum"), N_("connections in the stage memorandum")
    ),
    Figure.CONTRACT: _connection(
        N_("Connections: contract"), N_("connections in the stage contract")
    ),
    Figure.TRANSFERRED: _connection(
        N_("Connections: transferred"), N_("connections whose technology was handed over")
    ),
    Figure.ENDED: _connection(N_("Connections: ended"), N_("connections that led to nothing")),
    Figure.PLACED: Rule(
        "",
        N_("Exhibits with a booth"),
        N_("exhibits that stand in a booth"),
        N_("the first day of the event"),
        N_("each exhibit once"),
        _OF_THE_EVENT,
    ),
    Figure.UNPLACED: Rule(
        "",
        N_("Exhibits without a booth"),
        N_("exhibits that found no booth; withdrawn ones do not count"),
        N_("the first day of the event"),
        N_("each exhibit once"),
        _OF_THE_EVENT,
    ),
    Figure.SESSIONS_HELD: Rule(
        "",
        N_("Sessions held"),
        N_("sessions of every kind, not cancelled, at which somebody's attendance is recorded"),
        _SESSION_DATE,
        N_("each session once"),
        _OF_THE_EVENT,
    ),
    Figure.ATTENDANCE: Rule(
        "",
        N_("Attendance at sessions"),
        N_("people present at sessions, by a scan at the door or marked by hand"),
        _SESSION_DATE,
        N_("once per person and session"),
        _OF_THE_EVENT,
    ),
}


SHORT_ABSENCE = timedelta(minutes=30)


@dataclass(frozen=True)
class Passage:
    """A scan at an entry gate that let a person in (`came_in`) or saw them go out."""

    id: int
    person: int
    at: datetime
    came_in: bool


def visits(passages: Iterable[Passage]) -> set[int]:
    """Ids of the passages that are visits: ways in, but for a return from a short absence.

    Who steps out to the car and is back within half an hour has not come twice. Only the
    person's own last way out before the return counts, whatever the gate; the order in which
    passages are given does not matter.
    """
    counted: set[int] = set()
    left: dict[int, datetime] = {}
    for passage in sorted(passages, key=lambda p: (p.at, p.id)):
        if not passage.came_in:
            left[passage.person] = passage.at
            continue
        out = left.pop(passage.person, None)
        if out is None or passage.at - out > SHORT_ABSENCE:
            counted.add(passage.id)
    return counted


def rate(part: int, whole: int) -> float | None:
    """A ratio from 0 to 1; None without a base, so that nobody reads 0 % into nothing."""
    return part / whole if whole else None


def change(now: float | None, before: float | None) -> float | None:
    """The change against the period before as a ratio; None where there is nothing to compare."""
    if now is None or not before:
        return None
    return (now - before) / before
