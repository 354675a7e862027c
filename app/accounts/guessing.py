"""How passwords are kept from being guessed: who fails too often has to wait.

Three counts over a quarter of an hour: one account from one network, one network whatever the
account, and one account from wherever. The last is guessed by many networks together, and its
owner must get in all the same: it waits a minute at most, and not at all in a browser that has
signed in to the account before or has just set a new password by letter.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, request
from sqlalchemy import func, or_, select

from app.accounts.models import SignInFailure
from app.core import clock, ids, links
from app.core.db import db, transaction

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT, MOST_BY_NETWORK = 10, 50
FREE_ANYWHERE = 15  # failures at one account from all networks before each makes it wait longer
LONGEST = timedelta(minutes=1)
COOKIE, KNOWN_FOR = "ketnoi_known", 180 * 86_400  # seconds


@dataclass(frozen=True)
class Failures:
    """What failed within the window: at the account from this network, from this network, at the
    account from anywhere, and when that was last."""

    here: int
    network: int
    anywhere: int
    last: datetime | None


def pause(failures: int) -> timedelta:
    """How long an account waits after its last failure: 1 s, 2 s, 4 s, … a minute at most."""
    beyond = failures - FREE_ANYWHERE
    return min(LONGEST, timedelta(seconds=2 ** min(beyond, 10))) if beyond >= 0 else timedelta()


def must_wait(found: Failures, now: datetime, *, known: bool) -> int | None:
    """For how many minutes to wait, rounded up; None: try."""
    if found.here >= MOST_BY_ACCOUNT or found.network >= MOST_BY_NETWORK:
        return int(WINDOW.total_seconds()) // 60
    waits = not known and found.last is not None and now < found.last + pause(found.anywhere)
    return 1 if waits else None


def failures(email: str, network: str) -> Failures:
    """One statement; the same for an address that nobody has."""
    here, whole, anywhere = _hashes(email, network)
    at_account = SignInFailure.account_hash == anywhere
    counted = select(
        func.count().filter(SignInFailure.email_hash == here),
        func.count().filter(SignInFailure.network_hash == whole),
        func.count().filter(at_account),
        func.max(SignInFailure.at).filter(at_account),
    ).where(
        SignInFailure.at > clock.now() - WINDOW,
        or_(SignInFailure.network_hash == whole, at_account),
    )
    return Failures(*db.session.execute(counted).one())


def failed(email: str, network: str) -> None:
    """Count a failure."""
    here, whole, anywhere = _hashes(email, network)
    with transaction():
        db.session.add(
            SignInFailure(
                at=clock.now(), email_hash=here, network_hash=whole, account_hash=anywhere
            )
        )


def _hashes(email: str, network: str) -> tuple[str, str, str]:
    return ids.digest(f"{email}|{network}"), ids.digest(network), ids.digest(f"{email}|")


def is_known(email: str) -> bool:
    """Whether this browser has signed in to the account before."""
    told = links.read(COOKIE, request.cookies.get(COOKIE, ""), KNOWN_FOR)
    return told is not None and told.get("a") == ids.digest(f"{email.strip().lower()}|")


def remember(reply: Response, email: str) -> Response:
    """Let this browser be known to the account."""
    told = links.sign(COOKIE, {"a": ids.digest(f"{email.strip().lower()}|")})
    reply.set_cookie(
        COOKIE,
        told,
        max_age=KNOWN_FOR,
        path="/sign-in",
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return reply
