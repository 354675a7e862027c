"""Hubs, and people to sign in as."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts import actions, passwords, queries
from app.accounts.models import Hub
from app.core.access import Role
from app.core.db import db
from app.demo import sample
from app.demo.sample import Sample

PEOPLE = {
    Role.ADMIN: "Quản trị viên (giả định)",
    Role.MANAGER: "Lãnh đạo điểm kết nối (giả định)",
    Role.ORGANISER: "Tổ thư ký (giả định)",
    Role.STEWARD: "Lễ tân cổng (giả định)",
    Role.VIEWER: "Người xem báo cáo (giả định)",
}


@dataclass(frozen=True)
class Account:
    """A sample user and the password made for it, shown once."""

    email: str
    role: Role
    password: str


def load_hubs(given: Sample) -> dict[str, Hub]:
    """The hubs by code; one that is there already stays as it is."""
    known = {hub.code: hub for hub in db.session.scalars(select(Hub))}
    for row in sample.rows("hubs"):
        if row["code"] not in known:
            known[row["code"]] = actions.create_hub(
                row["code"], row["name_vi"], row["province"], given.day(row["opened_on"])
            )
    return known


def load_accounts(hub: Hub) -> list[Account]:
    """A user of each role with a random password; those that exist keep theirs."""
    made = []
    for role, name in PEOPLE.items():
        email = f"{role}@ketnoi.example.org"
        if queries.user_by_email(email) is None:
            password = passwords.made_up()
            home = None if role is Role.ADMIN else hub
            actions.create_user(email, name, password=password, hub=home, role=role)
            made.append(Account(email, role, password))
    return made
