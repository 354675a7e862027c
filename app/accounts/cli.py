"""Commands on users and devices' owners."""

from __future__ import annotations

import sys

import click
from flask.cli import AppGroup

from app.accounts import actions, passwords, queries
from app.core.access import Role
from app.core.cli import answers
from app.core.errors import Refused

users = AppGroup("users", help="People who work with Ketnoi.")
commands = [users]


def _password(from_stdin: bool) -> tuple[str, bool]:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n"), False
    return passwords.made_up(), True


@users.command("create")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--hub", "hub_code", required=True, help="Code of the hub, or ALL.")
@click.option("--role", type=click.Choice([role.value for role in Role]), required=True)
@click.option("--password-stdin", is_flag=True)
@answers
def create(email: str, name: str, hub_code: str, role: str, password_stdin: bool) -> None:
    """Make a user; without --password-stdin a random password is printed once."""
    if "@" not in email:
        raise click.UsageError(f"not an e-mail address: {email}")
    if (role == Role.ADMIN) != (hub_code.upper() == "ALL"):
        raise click.UsageError("the role admin goes with --hub ALL, and only with it")
    try:
        hub = None if hub_code.upper() == "ALL" else queries.hub_by_code(hub_code)
    except Refused as unknown:
        raise click.UsageError(f"no hub has the code {hub_code}") from unknown
    password, made = _password(password_stdin)
    actions.create_user(email, name, password=password, hub=hub, role=Role(role))
    if made:
        click.echo(password)


@users.command("password")
@click.argument("email")
@click.option("--password-stdin", is_flag=True)
@answers
def password(email: str, password_stdin: bool) -> None:
    """Set a password; the user is signed out everywhere."""
    user = queries.user_by_email(email)
    if user is None:
        raise click.UsageError(f"nobody has the address {email}")
    fresh, made = _password(password_stdin)
    actions.set_password(user, fresh)
    if made:
        click.echo(fresh)
