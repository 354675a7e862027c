"""What changes hubs, users, roles, passwords and devices."""

from __future__ import annotations

from datetime import date

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, func, select

from app.accounts import guessing, passwords, queries, sessions
from app.accounts.models import Device, Hub, Membership, SignInFailure, SigningKey, User
from app.core import audit, clock, ids, jobs, outbox, tokens
from app.core.access import Role
from app.core.db import db, transaction
from app.core.errors import Refused

hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
# Compared when nobody has the address, so that both answers take as long: what `hasher` made of
# a secret that was thrown away.
NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1"
    "$yF7p92BOTUu+UG4vXmKGwA$cDXkUKdUgGQXzha4I0JiK8CGNX98juCp846pOnNtkMU"
)
NO_USER = 0


def create_hub(
    code: str, name: str, province: str, opened_on: date, *, short_name: str | None = None
) -> Hub:
    """A new hub with its own badge key."""
    with transaction():
        if db.session.scalar(select(Hub.id).where(func.lower(Hub.code) == code.lower())):
            raise Refused("hub_code_taken", field="code")
        hub = Hub(
            code=code,
            slug=ids.slug(code) or ids.code(6),
            name=name,
            short_name=short_name,
            province=province,
            opened_on=opened_on,
        )
        db.session.add(hub)
        db.session.flush()
        add_key(hub)
        audit.record("hub_created", hub, hub_id=hub.id)
    return hub


def add_key(hub: Hub) -> SigningKey:
    """A new signing key; the ones before verify on, but sign no more."""
    with transaction():
        for old in db.session.scalars(
            select(SigningKey).where(SigningKey.hub_id == hub.id, SigningKey.retired_at.is_(None))
        ):
            old.retired_at = clock.now()
        private = tokens.new_private_key()
        key = SigningKey(
            hub_id=hub.id,
            private=private,
            public=tokens.public_key(private),
            created_at=clock.now(),
        )
        db.session.add(key)
        audit.record("signing_key_added", key, hub_id=hub.id)
    return key


def create_user(
    email: str, name: str, *, password: str | None, hub: Hub | None, role: Role
) -> User:
    """A user with a role in a hub; `hub` None is for admins, who work in all of them."""
    email = email.strip().lower()
    with transaction():
        if queries.user_by_email(email):
            raise Refused("email_taken", field="email")
        if password is not None:
            check_password(password, email=email, name=name)
        user = User(
            email=email,
            name=name,
            password_hash=hasher.hash(password) if password else None,
            password_changed_at=clock.now(),
            is_admin=role is Role.ADMIN,
            created_at=clock.now(),
        )
        db.session.add(user)
        db.session.flush()
        if hub is not None and role is not Role.ADMIN:
            db.session.add(Membership(user_id=user.id, hub_id=hub.id, role=role))
        audit.record("user_created", user, hub_id=hub.id if hub else None, role=role)
    return user


def invite(email: str, name: str, hub: Hub, role: Role) -> User:
    """Give someone a role in a hub; a new person gets a mail to choose a password."""
    with transaction():
        user = queries.user_by_email(email)
        if user is None:
            user = create_user(email, name, password=None, hub=hub, role=role)
            outbox.post(
                "accounts.send_reset",
                kind="accounts.invitation",
                key=ids.code(),
                address=user.email,
                name=user.name,
                hub_id=hub.id,
                about=user,
                args={"user_id": user.id, "kind": "invitation"},
            )
            return user
        taken = select(Membership.id).where(
            Membership.user_id == user.id, Membership.hub_id == hub.id
        )
        if db.session.scalar(taken):
            raise Refused("email_taken", field="email")
        member = Membership(user_id=user.id, hub_id=hub.id, role=role)
        db.session.add(member)
        audit.record("member_added", member, hub_id=hub.id, role=role)
    return user


def set_role(member: Membership, role: Role | None, *, by: int) -> None:
    """Change a role (None takes it away); the person is signed out everywhere."""
    if member.user_id == by:
        raise Refused("own_role")
    with transaction():
        hub_id, user_id = member.hub_id, member.user_id
        managers = select(func.count()).where(
            Membership.hub_id == hub_id,
            Membership.role == Role.MANAGER,
            Membership.user_id != user_id,
        )
        steps_down = member.role is Role.MANAGER and role is not Role.MANAGER
        if steps_down and not db.session.scalar(managers):
            raise Refused("last_manager")
        audit.record("role_changed", member, hub_id=hub_id, role=role, before=member.role)
        if role is None:
            db.session.delete(member)
        else:
            member.role = role
        sessions.end_sessions(user_id)


def check_password(password: str, *, email: str = "", name: str = "") -> None:
    """Raises Refused with what is wrong about a new password."""
    weak = passwords.weakness(password, email=email, name=name)
    if weak:
        raise Refused(weak, field="password")


def set_password(user: User, password: str, *, keep_session: int | None = None) -> None:
    """A new password; every other session of the user ends."""
    check_password(password, email=user.email, name=user.name)
    hashed = hasher.hash(password)
    with transaction():
        _new_password(user, hashed, keep_session=keep_session)


def _new_password(user: User, hashed: str, *, keep_session: int | None = None) -> None:
    user.password_hash = hashed
    user.password_changed_at = clock.now()
    audit.record("password_changed", user)
    sessions.end_sessions(user.id, but=keep_session)


def change_password(user: User, present: str, password: str, *, session_id: int) -> None:
    if not _fits(user.password_hash, present):
        raise Refused("password_wrong", field="present")
    set_password(user, password, keep_session=session_id)


def check_sign_in(email: str, password: str, network: str, *, known: bool = False) -> User:
    """The user whose password this is. Raises Refused("wrong_sign_in") or ("slow_down").

    The same work is done whether or not the account exists. `known`: the browser has signed in
    to this account before, so guesses from elsewhere do not keep its owner out.
    """
    email = email.strip().lower()
    minutes = guessing.must_wait(guessing.failures(email, network), clock.now(), known=known)
    if minutes is not None:
        raise Refused("slow_down", minutes=minutes)
    user = queries.user_by_email(email)
    good = _fits(user.password_hash if user else None, password)
    if not good or user is None or user.disabled_at is not None:
        guessing.failed(email, network)
        raise Refused("wrong_sign_in")
    return user


def _fits(stored: str | None, password: str) -> bool:
    try:
        return hasher.verify(stored or NOBODY, password[:200]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def ask_reset(email: str) -> None:
    """Send a link to set a new password, if somebody has the address. Tells nobody which.

    A job is written for every address, so that both take as long; for nobody it sends nothing.
    """
    with transaction():
        user = queries.user_by_email(email)
        known = user is not None and user.disabled_at is None
        jobs.enqueue(
            "accounts.send_reset", user_id=user.id if user and known else NO_USER, kind="reset"
        )


def reset_payload(user: User) -> dict[str, object]:
    """What a reset link holds: it dies when the password changes."""
    return {"user": user.id, "at": user.password_changed_at.timestamp()}


def user_of_reset(payload: dict[str, object] | None) -> User:
    """The user a reset link is for. Raises Refused("link_spent")."""
    user = db.session.get(User, payload["user"], populate_existing=True) if payload else None
    if user is None or payload is None or user.disabled_at is not None:
        raise Refused("link_spent")
    if user.password_changed_at.timestamp() != payload["at"]:
        raise Refused("link_spent")
    return user


def reset_password(payload: dict[str, object] | None, password: str) -> User:
    """A new password by a link from a mail. Of two who use it at once the later one is refused.

    Raises Refused("link_spent") or what is wrong about the password.
    """
    user = user_of_reset(payload)
    check_password(password, email=user.email, name=user.name)
    hashed, user_id = hasher.hash(password), user.id
    with transaction():
        db.session.execute(select(User.id).where(User.id == user_id).with_for_update())
        user = user_of_reset(payload)
        _new_password(user, hashed)
    return user


def create_device(
    hub_id: int,
    event_id: int,
    name: str,
    *,
    point_id: int | None = None,
    user_id: int | None = None,
    supervisor: bool = False,
    kiosk: bool = False,
) -> tuple[Device, str]:
    """A scanning device and its token, which is shown this once."""
    token = ids.secret()
    with transaction():
        device = Device(
            code=ids.code(16),
            hub_id=hub_id,
            event_id=event_id,
            point_id=point_id,
            user_id=user_id,
            supervisor=supervisor,
            kiosk=kiosk,
            name=name,
            token_hash=ids.digest(token),
            created_at=clock.now(),
        )
        db.session.add(device)
        audit.record("device_created", device, hub_id=hub_id, event_id=event_id)
    return device, token


def revoke_device(device: Device) -> None:
    with transaction():
        device.revoked_at = clock.now()
        audit.record("device_revoked", device, hub_id=device.hub_id, event_id=device.event_id)


def set_up(hub_fields: dict[str, object], email: str, name: str, password: str) -> User:
    """The first hub and administrator of an empty installation."""
    with transaction():
        if not queries.is_empty():
            raise Refused("already_set_up")
        hub = create_hub(**hub_fields)  # type: ignore[arg-type]
        user = create_user(email, name, password=password, hub=None, role=Role.ADMIN)
        user.last_hub_id = hub.id
    return user


def forget_failures() -> None:
    """Drop what no longer slows anybody down."""
    with transaction():
        old = delete(SignInFailure).where(SignInFailure.at < clock.now() - guessing.WINDOW)
        db.session.execute(old)
