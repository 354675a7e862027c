"""How every figure is counted, in words: what the pages and papers print beside the figures."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.i18n import LazyString, _l
from app.reports.indicators import Figure


@dataclass(frozen=True)
class Rule:
    """How one figure is counted, in words.

    `counts` says what one unit is; `dated` which date puts it into a period; `once` what
    keeps it from being counted twice; `at_event` what the same figure means in the report
    of one event, where the event and not a period draws the line.
    """

    code: str
    label: LazyString
    counts: LazyString
    dated: LazyString
    once: LazyString
    at_event: LazyString


_SIGN_UP_DATE = _l("the moment of sign-up")
_SESSION_DATE = _l("the local day on which the session begins")
_MEETING_DATE = _l("the local day on which the meeting begins")
_SIGNING_DATE = _l("the day of signing")
_REQUEST_DATE = _l("the moment of the request")
_ONE_PERSON = _l("one person signs up once for an event: same e-mail, or same phone and name")
_ONE_PAIR = _l("the same need and technology on the same day count once")
_ONE_PAPER = _l(
    "one paper counts once, whatever number of technologies it names; "
    "a memorandum that becomes a contract counts once as each"
)
_OF_THE_EVENT = _l("all of the event, whatever the day")
_MEETINGS_OF_EVENT = _l("those that began with a meeting of the event, signed on any day since")
_STAGE_DATE = _l("the day on which the meeting behind it was held")
_ONE_CONNECTION = _l("one connection per held meeting, in the stage it has reached")


def _registration(label: LazyString, counts: LazyString) -> Rule:
    return Rule("", label, counts, _SIGN_UP_DATE, _ONE_PERSON, _OF_THE_EVENT)


def _meeting(label: LazyString, counts: LazyString, dated: LazyString = _MEETING_DATE) -> Rule:
    return Rule("", label, counts, dated, _l("each request or meeting once"), _OF_THE_EVENT)


def _connection(label: LazyString, counts: LazyString) -> Rule:
    return Rule("", label, counts, _STAGE_DATE, _ONE_CONNECTION, _OF_THE_EVENT)


RULES: dict[Figure, Rule] = {
    Figure.CONFIRMED: _registration(
        _l("Registrations with a place"), _l("registrations in the state confirmed")
    ),
    Figure.PENDING: _registration(
        _l("Awaiting approval"), _l("registrations the organisers still approve or refuse")
    ),
    Figure.WAITING: _registration(
        _l("Waiting for a place"), _l("registrations in the waiting list")
    ),
    Figure.CANCELLED: _registration(
        _l("Cancelled registrations"), _l("registrations given up or withdrawn")
    ),
    Figure.NEEDS: Rule(
        "IND01",
        _l("Technology needs received"),
        _l("needs that were verified at least; rejected ones and duplicates never count"),
        _l("the day of receipt"),
        _l("one need per distinct problem; a need marked as a duplicate does not count"),
        _l("needs for which a meeting was asked at the event"),
    ),
    Figure.SUPPLIES: Rule(
        "IND02",
        _l("Technologies found and usable"),
        _l("technologies whose owner, contact, field and readiness level were verified"),
        _l("the day of the first verification"),
        _l("updating a technology does not count it again"),
        _l("usable technologies offered at the event, with or without a booth"),
    ),
    Figure.EXPERTS: Rule(
        "IND03",
        _l("Expert profiles in stock"),
        _l("approved expert profiles"),
        _l("approved on or before the last day of the period"),
        _l("one profile per expert"),
        _l("experts with a profile who speak at a session of the event or were met there"),
    ),
    Figure.EXPERTS_PROVIDED: Rule(
        "IND03",
        _l("Expert profiles provided"),
        _l("an expert's profile handed to the owner of a need"),
        _l("the day of handing over"),
        _l("once per pair of expert and need"),
        _l("hand-overs for needs brought to the event"),
    ),
    Figure.MEETINGS_ON_SITE: Rule(
        "IND04",
        _l("Connecting meetings, on site"),
        _l("meetings held on site between demand and supply, with an outcome recorded"),
        _MEETING_DATE,
        _ONE_PAIR,
        _OF_THE_EVENT,
    ),
    Figure.MEETINGS_ONLINE: Rule(
        "IND04",
        _l("Connecting meetings, online"),
        _l("meetings held online between demand and supply, with an outcome recorded"),
        _MEETING_DATE,
        _ONE_PAIR,
        _OF_THE_EVENT,
    ),
    Figure.SHOWN: Rule(
        "IND05",
        _l("Technologies shown"),
        _l("technologies with a booth at an event"),
        _l("the days of the event"),
        _l("a technology counts once in a period, though shown at several events"),
        _OF_THE_EVENT,
    ),
    Figure.WORKSHOPS: Rule(
        "IND06",
        _l("Workshops and round tables"),
        _l("sessions of these kinds that were held, with attendance"),
        _SESSION_DATE,
        _l("each session once; a cancelled one does not count"),
        _OF_THE_EVENT,
    ),
    Figure.CLASSES: Rule(
        "IND07",
        _l("Training classes"),
        _l("classes with an attendance list and at least one trainee"),
        _l("the first day of the class"),
        _l("a class of several sessions counts once; at a fair every training session is a class"),
        _OF_THE_EVENT,
    ),
    Figure.TRAINEES: Rule(
        "IND08",
        _l("People trained"),
        _l("distinct people who attended enough of a class (80 per cent unless it says otherwise)"),
        _l("the last day of the class"),
        _l("one person by e-mail, else by phone"),
        _OF_THE_EVENT,
    ),
    Figure.TRAINEE_HEADS: Rule(
        "IND08",
        _l("Trainees by class"),
        _l("trainees of every class who attended enough of it"),
        _l("the last day of the class"),
        _l("once per person and class"),
        _OF_THE_EVENT,
    ),
    Figure.HUBS: Rule(
        "IND09",
        _l("Active connection hubs"),
        _l("hubs open on the last day with at least one counted activity"),
        _l("the period as a whole"),
        _l("each hub once"),
        _l("the hub that holds the event"),
    ),
    Figure.MEMORANDA: Rule(
        "IND10",
        _l("Memoranda signed"),
        _l("memoranda of understanding, cooperation agreements, framework contracts"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
    ),
    Figure.CONTRACTS: Rule(
        "IND10",
        _l("Contracts signed"),
        _l("transfer, equipment and service contracts, investments, joint projects"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
    ),
    Figure.CONTRACT_VALUE: Rule(
        "IND10",
        _l("Value of contracts"),
        _l("the sum of the values of these contracts in whole VND; a contract without one adds 0"),
        _SIGNING_DATE,
        _ONE_PAPER,
        _MEETINGS_OF_EVENT,
    ),
    Figure.VISITS: Rule(
        "IND11",
        _l("Visits"),
        _l("scans judged admitted at an entry gate"),
        _l("the corrected time of the scan"),
        _l("a return within 30 minutes of going out does not count"),
        _OF_THE_EVENT,
    ),
    Figure.VISITORS: Rule(
        "IND11",
        _l("Visitors"),
        _l("distinct registrations admitted at an entry gate"),
        _l("the corrected time of the scan"),
        _l("a reprinted badge stays the same person"),
        _OF_THE_EVENT,
    ),
    Figure.RESOLVED: Rule(
        "IND12",
        _l("Needs resolved"),
        _l("needs of the same cohort as IND01 that are resolved"),
        _l("the day of receipt, as IND01"),
        _l("as IND01"),
        _l("needs for which a meeting was asked at the event"),
    ),
    Figure.RESOLVED_RATE: Rule(
        "IND12",
        _l("Share of needs resolved"),
        _l("resolved needs divided by IND01; empty when there is none"),
        _l("the day of receipt, as IND01"),
        _l("as IND01"),
        _l("needs for which a meeting was asked at the event"),
    ),
    Figure.REQUESTED: _meeting(
        _l("Meetings requested"), _l("meeting requests, whatever the answer"), _REQUEST_DATE
    ),
    Figure.ACCEPTED: _meeting(
        _l("Requests accepted"), _l("meeting requests that were accepted"), _REQUEST_DATE
    ),
    Figure.ANNOUNCED: _meeting(
        _l("Meetings that were announced"),
        _l("meetings that both sides were told of, whether or not they were held later"),
    ),
    Figure.HELD: _meeting(_l("Meetings held"), _l("meetings that took place")),
    Figure.NO_SHOW: _meeting(
        _l("Meetings missed"), _l("meetings at which the demand or the supply side did not appear")
    ),
    Figure.OPENED: _connection(
        _l("Connections opened"), _l("connections of any stage, ended ones included")
    ),
    Figure.SIGNED: _connection(
        _l("Memorandum or more"), _l("connections in the stages memorandum, contract, transferred")
    ),
    Figure.CONTRACTED: _connection(
        _l("Contract or more"), _l("connections in the stages contract, transferred")
    ),
    Figure.CONTACTED: _connection(
        _l("Connections: contacted"), _l("connections in the stage contacted")
    ),
    Figure.EXPLORING: _connection(
        _l("Connections: exploring"), _l("connections in the stage exploring")
    ),
    Figure.MEMORANDUM: _connection(
        _l("Connections: memorandum"), _l("connections in the stage memorandum")
    ),
    Figure.CONTRACT: _connection(
        _l("Connections: contract"), _l("connections in the stage contract")
    ),
    Figure.TRANSFERRED: _connection(
        _l("Connections: transferred"), _l("connections whose technology was handed over")
    ),
    Figure.ENDED: _connection(_l("Connections: ended"), _l("connections that led to nothing")),
    Figure.PLACED: Rule(
        "",
        _l("Exhibits with a booth"),
        _l("exhibits that stand in a booth"),
        _l("the days of the event"),
        _l("each exhibit once"),
        _OF_THE_EVENT,
    ),
    Figure.UNPLACED: Rule(
        "",
        _l("Exhibits without a booth"),
        _l("exhibits that found no booth; withdrawn ones do not count"),
        _l("the days of the event"),
        _l("each exhibit once"),
        _OF_THE_EVENT,
    ),
    Figure.SESSIONS_HELD: Rule(
        "",
        _l("Sessions held"),
        _l("sessions of every kind, not cancelled, at which somebody's attendance is recorded"),
        _SESSION_DATE,
        _l("each session once"),
        _OF_THE_EVENT,
    ),
    Figure.ATTENDANCE: Rule(
        "",
        _l("Attendance at sessions"),
        _l("people present at sessions, by a scan at the door or marked by hand"),
        _SESSION_DATE,
        _l("once per person and session"),
        _OF_THE_EVENT,
    ),
}


@dataclass(frozen=True)
class Group:
    """Figures that stand in one line of a table: people · heads."""

    label: LazyString
    figures: tuple[Figure, ...]

    @property
    def code(self) -> str:
        return RULES[self.figures[0]].code


#: The indicators of the ministry, in its order.
INDICATORS = (
    Group(_l("Technology needs received"), (Figure.NEEDS,)),
    Group(_l("Technologies found and usable"), (Figure.SUPPLIES,)),
    Group(_l("Expert profiles (in stock · provided)"), (Figure.EXPERTS, Figure.EXPERTS_PROVIDED)),
    Group(
        _l("Connecting meetings (on site · online)"),
        (Figure.MEETINGS_ON_SITE, Figure.MEETINGS_ONLINE),
    ),
    Group(_l("Technologies shown"), (Figure.SHOWN,)),
    Group(_l("Workshops and round tables"), (Figure.WORKSHOPS,)),
    Group(_l("Training classes"), (Figure.CLASSES,)),
    Group(_l("People trained (people · by class)"), (Figure.TRAINEES, Figure.TRAINEE_HEADS)),
    Group(_l("Active connection hubs"), (Figure.HUBS,)),
    Group(_l("Memoranda · contracts signed"), (Figure.MEMORANDA, Figure.CONTRACTS)),
    Group(_l("Value of contracts"), (Figure.CONTRACT_VALUE,)),
    Group(_l("Visitors (people · visits)"), (Figure.VISITORS, Figure.VISITS)),
    Group(_l("Needs resolved (number · share)"), (Figure.RESOLVED, Figure.RESOLVED_RATE)),
)
#: What a fair counts for itself.
OWN_FIGURES = (
    Group(
        _l("Registrations (confirmed · pending · waiting · cancelled)"),
        (Figure.CONFIRMED, Figure.PENDING, Figure.WAITING, Figure.CANCELLED),
    ),
    Group(_l("Exhibits (with a booth · without)"), (Figure.PLACED, Figure.UNPLACED)),
    Group(_l("Sessions (held · people present)"), (Figure.SESSIONS_HELD, Figure.ATTENDANCE)),
    Group(_l("Meeting requests (all · accepted)"), (Figure.REQUESTED, Figure.ACCEPTED)),
    Group(
        _l("Meetings (announced · held · missed)"),
        (Figure.ANNOUNCED, Figure.HELD, Figure.NO_SHOW),
    ),
    Group(
        _l("Connections (contacted · exploring · memorandum · contract · transferred · ended)"),
        (
            Figure.CONTACTED,
            Figure.EXPLORING,
            Figure.MEMORANDUM,
            Figure.CONTRACT,
            Figure.TRANSFERRED,
            Figure.ENDED,
        ),
    ),
)
#: From a request to a contract: each step is compared with the one before.
FUNNEL = (
    Figure.REQUESTED,
    Figure.ACCEPTED,
    Figure.ANNOUNCED,
    Figure.HELD,
    Figure.OPENED,
    Figure.SIGNED,
    Figure.CONTRACTED,
)
