"""What the law asks of a technology transfer contract (law 07/2017/QH14 as amended).

A contract from abroad or to abroad must be registered, and a domestic one that uses state
funds unless the results of the task are registered already; all others may be. The file is due
90 days after signing.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

HOME = "VN"
REGISTER_WITHIN = timedelta(days=90)


class Direction(StrEnum):
    DOMESTIC = "domestic"
    INBOUND = "inbound"
    OUTBOUND = "outbound"

    @classmethod
    def of(cls, transferor_country: str, transferee_country: str) -> Direction:
        """Which way the technology goes. Between two foreigners it comes in: one acts here."""
        if transferor_country != HOME:
            return cls.INBOUND
        return cls.DOMESTIC if transferee_country == HOME else cls.OUTBOUND


class Right(StrEnum):
    OWNERSHIP = "ownership"
    EXCLUSIVE = "exclusive"
    NON_EXCLUSIVE = "non_exclusive"


class Payment(StrEnum):
    LUMP_SUM = "lump_sum"
    ROYALTY = "royalty"  # a share of net sales
    CAPITAL_SHARE = "capital_share"
    MIXED = "mixed"


class Object(StrEnum):
    KNOW_HOW = "know_how"
    PROCESS = "process"
    SOLUTION = "solution"
    SOFTWARE = "software"
    MODEL = "model"
    ALGORITHM = "algorithm"
    EQUIPMENT = "equipment"


class Method(StrEnum):
    DOCUMENTS = "documents"
    TRAINING = "training"
    EXPERTS = "experts"
    MACHINERY = "machinery"


def must_register(direction: Direction, *, state_funded: bool, task_certificate: bool) -> bool:
    """Whether the contract has to be registered with the authority."""
    if direction is not Direction.DOMESTIC:
        return True
    return state_funded and not task_certificate


def register_by(signed_on: date) -> date:
    """The last day for the file of registration."""
    return signed_on + REGISTER_WITHIN
