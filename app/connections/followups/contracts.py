"""Recording a technology transfer contract, and what follows from the law for it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from app.connections.contract import Payment, Right, must_register, register_by
from app.connections.followups.models import TransferContract
from app.connections.models import Connection
from app.core import audit, clock, ids
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.locks import lock


@dataclass(frozen=True)
class ContractGiven:
    """What stands in the contract. Countries are ISO codes of two letters; price in VND."""

    contract_no: str
    signed_on: date
    transferor: str
    transferee: str
    technology: str
    transfer_form: str
    right: Right
    payment: Payment
    objects: list[str]
    methods: list[str]
    effective_on: date | None = None
    valid_to: date | None = None
    transferor_tax: str | None = None
    transferor_country: str = "VN"
    transferee_tax: str | None = None
    transferee_country: str = "VN"
    territory: str | None = None
    sub_licence: bool = False
    price_vnd: int | None = None
    payment_note: str | None = None
    warranty: str | None = None
    state_funded: bool = False
    task_certificate: bool = False
    registration_no: str | None = None
    registered_on: date | None = None
    confidential: bool = False


def record(connection: Connection, given: ContractGiven) -> TransferContract:
    """Keep a signed contract. Raises Refused("date_ahead" | "term_wrong" | "objects_missing")."""
    _check(given)
    with transaction():
        row = TransferContract(
            code=ids.code(16),
            connection_id=connection.id,
            recorded_at=clock.now(),
            **asdict(given),
        )
        db.session.add(row)
        audit.record("transfer_contract_recorded", connection, hub_id=connection.hub_id)
    return row


def edit(row: TransferContract, given: ContractGiven, version: int | None) -> None:
    """Put right what was typed. Raises Refused("changed_meanwhile") and those of `record`."""
    _check(given)
    with transaction():
        lock(row)
        if version is not None and row.version != version:
            raise Refused("changed_meanwhile")
        for name, value in asdict(given).items():
            setattr(row, name, value)
        row.version += 1
        connection = row.connection
        audit.record("transfer_contract_changed", connection, hub_id=connection.hub_id)


def _check(given: ContractGiven) -> None:
    if given.signed_on > clock.today():
        raise Refused("date_ahead", field="signed_on")
    if given.valid_to is not None and given.valid_to < given.signed_on:
        raise Refused("term_wrong", field="valid_to")
    if not given.objects:
        raise Refused("objects_missing", field="objects")
    if given.registered_on is not None and given.registered_on < given.signed_on:
        raise Refused("registered_early", field="registered_on")


@dataclass(frozen=True)
class Registration:
    """What the law asks of a contract: whether, until when, and whether that is past."""

    required: bool
    until: date
    done: bool
    late: bool


def registration_of(row: TransferContract, today: date) -> Registration:
    required = must_register(
        row.direction, state_funded=row.state_funded, task_certificate=row.task_certificate
    )
    until, done = register_by(row.signed_on), row.registration_no is not None
    return Registration(required, until, done, late=required and not done and today > until)
