"""What meetings and connections go through: states, outcome kinds, stages (design: words)."""

from __future__ import annotations

from enum import StrEnum


class RequestState(StrEnum):
    REQUESTED = "requested"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Spot(StrEnum):
    """Where a meeting of the timetable is held: at a table, at the supply side's booth, online."""

    TABLE = "table"
    BOOTH = "booth"
    ONLINE = "online"


class Mode(StrEnum):
    ON_SITE = "on_site"
    ONLINE = "online"


class Way(StrEnum):
    """How two would like to meet: on site (at a table), at the supply side's booth, online."""

    ON_SITE = "on_site"
    BOOTH = "booth"
    ONLINE = "online"

    @property
    def mode(self) -> Mode:
        return Mode.ONLINE if self is Way.ONLINE else Mode.ON_SITE

    @property
    def spot(self) -> Spot:
        return {
            Way.ON_SITE: Spot.TABLE,
            Way.BOOTH: Spot.BOOTH,
            Way.ONLINE: Spot.ONLINE,
        }[self]


class MeetingState(StrEnum):
    DRAFT = "draft"
    ANNOUNCED = "announced"
    HELD = "held"
    NO_SHOW_DEMAND = "no_show_demand"
    NO_SHOW_SUPPLY = "no_show_supply"
    CANCELLED = "cancelled"


class Side(StrEnum):
    """The two sides of a meeting."""

    DEMAND = "demand"
    SUPPLY = "supply"

    @property
    def other(self) -> Side:
        return Side.SUPPLY if self is Side.DEMAND else Side.DEMAND


class Proof(StrEnum):
    """By what it is known whether a meeting took place."""

    SCANS = "scans"
    HAND = "hand"


class Useful(StrEnum):
    """What the two sides say of their meeting."""

    VERY = "very"
    PARTLY = "partly"
    NO = "no"


class Answer(StrEnum):
    """What a party answers when it is asked again."""

    TALKING = "talking"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"
    ENDED = "ended"
    CALL_ME = "call_me"


class OutcomeKind(StrEnum):
    NO_FIT = "no_fit"
    INFORMATION = "information"
    FOLLOW_UP = "follow_up"
    SITE_VISIT = "site_visit"
    SAMPLE_TEST = "sample_test"
    MOU = "mou"
    COOPERATION_AGREEMENT = "cooperation_agreement"
    FRAMEWORK_CONTRACT = "framework_contract"
    TRANSFER_CONTRACT = "transfer_contract"
    EQUIPMENT_CONTRACT = "equipment_contract"
    SERVICE_CONTRACT = "service_contract"
    INVESTMENT = "investment"
    JOINT_PROJECT = "joint_project"
    HANDED_OVER = "handed_over"


class Stage(StrEnum):
    CONTACTED = "contacted"
    EXPLORING = "exploring"
    MEMORANDUM = "memorandum"
    CONTRACT = "contract"
    TRANSFERRED = "transferred"
    ENDED = "ended"


STAGE_OF: dict[OutcomeKind, Stage] = {
    OutcomeKind.NO_FIT: Stage.ENDED,
    OutcomeKind.INFORMATION: Stage.CONTACTED,
    OutcomeKind.FOLLOW_UP: Stage.EXPLORING,
    OutcomeKind.SITE_VISIT: Stage.EXPLORING,
    OutcomeKind.SAMPLE_TEST: Stage.EXPLORING,
    OutcomeKind.MOU: Stage.MEMORANDUM,
    OutcomeKind.COOPERATION_AGREEMENT: Stage.MEMORANDUM,
    OutcomeKind.FRAMEWORK_CONTRACT: Stage.MEMORANDUM,
    OutcomeKind.TRANSFER_CONTRACT: Stage.CONTRACT,
    OutcomeKind.EQUIPMENT_CONTRACT: Stage.CONTRACT,
    OutcomeKind.SERVICE_CONTRACT: Stage.CONTRACT,
    OutcomeKind.INVESTMENT: Stage.CONTRACT,
    OutcomeKind.JOINT_PROJECT: Stage.CONTRACT,
    OutcomeKind.HANDED_OVER: Stage.TRANSFERRED,
}

#: Stages in which a paper is signed (IND10).
SIGNED = (Stage.MEMORANDUM, Stage.CONTRACT)
