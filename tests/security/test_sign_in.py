"""Signing in as an attacker sees it: time, counting, sessions, links, what a request may claim."""

from __future__ import annotations

import re
import statistics
import threading
import time
from datetime import timedelta
from email import policy
from email.parser import BytesParser

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.accounts import actions, guessing
from app.accounts.models import SignInFailure, User, UserSession
from app.config import UnusableSetting, load
from app.core import clock, jobs, links
from app.core.db import db, transaction
from app.core.errors import Refused
from app.core.jobs import Job
from app.factory import create_app
from tests.factories.accounts import make_hub, make_user, sign_in_as
from tests.factories.registrations import make_open_event

PASSWORD = "một câu dài dễ nhớ"
ANOTHER = "một câu dài khác hẳn"


@pytest.fixture
def user(app):
    return make_user("manager", make_hub(code="H01"), email="an@example.org", password=PASSWORD)


def _tries(email: str, number: int) -> list[float]:
    taken = []
    for place in range(number):
        began = time.perf_counter()
        with pytest.raises(Refused):
            actions.check_sign_in(email, "sai mật khẩu", f"192.0.2.{place}")
        taken.append(time.perf_counter() - began)
    return taken


def test_an_unknown_address_takes_as_long_as_a_wrong_password(user):
    known, unknown = _tries("an@example.org", 7), _tries("ai@example.org", 7)

    ratio = statistics.median(known) / statistics.median(unknown)
    assert 0.4 < ratio < 2.5


def test_guessing_is_slowed_and_the_owner_elsewhere_still_gets_in(user):
    for _ in range(guessing.MOST_BY_ACCOUNT):
        with pytest.raises(Refused, match="wrong_sign_in"):
            actions.check_sign_in("an@example.org", "đoán mò", "192.0.2.1")

    with pytest.raises(Refused, match="slow_down"):
        actions.check_sign_in("an@example.org", PASSWORD, "192.0.2.1")
    assert actions.check_sign_in("an@example.org", PASSWORD, "198.51.100.7").id == user.id
    with clock.at(clock.now() + timedelta(minutes=16)):
        assert actions.check_sign_in("an@example.org", PASSWORD, "192.0.2.1").id == user.id


def test_one_network_trying_many_accounts_is_slowed(user):
    for place in range(guessing.MOST_BY_NETWORK):
        with pytest.raises(Refused, match="wrong_sign_in"):
            actions.check_sign_in(f"ai{place}@example.org", "đoán mò", "192.0.2.1")

    with pytest.raises(Refused, match="slow_down"):
        actions.check_sign_in("an@example.org", PASSWORD, "192.0.2.1")


def _guessed_from(networks):
    """One account guessed once from each of so many networks, as fast as it allows."""
    for place in range(networks):
        with clock.at(clock.now() + guessing.LONGEST * place / 10), pytest.raises(Refused):
            actions.check_sign_in("an@example.org", "đoán mò", f"192.0.2.{place}")


def test_one_account_guessed_from_many_networks_is_slowed_for_a_minute_at_most(user):
    _guessed_from(guessing.FREE_ANYWHERE + 20)
    last = db.session.scalar(sa.select(sa.func.max(SignInFailure.at)))

    with clock.at(last + timedelta(seconds=1)):
        with pytest.raises(Refused, match="slow_down"):
            actions.check_sign_in("an@example.org", PASSWORD, "198.51.100.7")
        nobody = guessing.failures("ai@example.org", "198.51.100.7")
        assert guessing.must_wait(nobody, clock.now(), known=False) is None
    with clock.at(last + guessing.LONGEST):
        assert actions.check_sign_in("an@example.org", PASSWORD, "198.51.100.7").id == user.id


def test_a_browser_that_signed_in_before_is_let_in_meanwhile(app, client, user, submit):
    submit(client, "/sign-in", email="an@example.org", password=PASSWORD)
    submit(client, "/sign-out")
    for place in range(guessing.FREE_ANYWHERE + 8):
        guessing.failed("an@example.org", f"192.0.2.{place}")

    stranger = submit(app.test_client(), "/sign-in", email="an@example.org", password=PASSWORD)
    owner = submit(client, "/sign-in", email="an@example.org", password=PASSWORD)

    assert (stranger.status_code, owner.status_code) == (422, 303)
    client.set_cookie(guessing.COOKIE, "made.up.cookie", path="/sign-in")
    submit(client, "/sign-out")
    forged = submit(client, "/sign-in", email="an@example.org", password=PASSWORD)
    assert forged.status_code == 422


@given(st.integers(0, 10_000))
def test_the_wait_grows_and_ends_at_a_minute(failures):
    assert timedelta() <= guessing.pause(failures) <= guessing.pause(failures + 1)
    assert guessing.pause(failures) <= guessing.LONGEST


def test_a_session_planted_before_signing_in_is_worth_nothing(app, client, user, submit):
    client.get("/sign-in")
    with client.session_transaction() as planted:
        planted["_user_id"] = "of-the-attacker"
        planted["signed_up"] = {"slug": "x"}
    stolen = client.get_cookie("session").value

    submit(client, "/sign-in", email="an@example.org", password=PASSWORD)

    with client.session_transaction() as now:
        assert now["_user_id"] != "of-the-attacker"
        assert "signed_up" not in now
    thief = app.test_client()
    thief.set_cookie("session", stolen)
    assert thief.get("/account").status_code == 303


def test_signing_out_ends_the_session_on_the_server(app, client, user, submit):
    submit(client, "/sign-in", email="an@example.org", password=PASSWORD)
    kept = client.get_cookie("session").value

    submit(client, "/sign-out", page="/account")

    thief = app.test_client()
    thief.set_cookie("session", kept)
    assert thief.get("/account").status_code == 303


def test_sessions_end_with_the_role_and_after_a_fortnight(app, user):
    client = sign_in_as(app.test_client(), user=user)
    assert client.get("/account").status_code == 200
    with clock.at(clock.now() + timedelta(days=15)):
        assert client.get("/account").status_code == 303
    with transaction():
        db.session.get_one(User, user.id).disabled_at = clock.now()
    assert client.get("/account").status_code == 303


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_elsewhere(client, submit, user):
    answer = submit(client, "/sign-in", email="an@example.org", password=PASSWORD)

    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay(tmp_path):
    made = create_app(
        load(
            {
                "KETNOI_DATA_DIR": str(tmp_path),
                "KETNOI_BASE_URL": "https://ketnoi.example.org",
                "KETNOI_RATE_LIMITS": "off",
            },
            testing=True,
        )
    )
    with made.app_context():
        db.create_all()
    answer = made.test_client().get("/forgotten", base_url="https://ketnoi.example.org")

    assert "Secure" in answer.headers["Set-Cookie"]
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")
    with made.app_context():
        db.session.remove()
        db.engine.dispose()


# ------------------------------------------------------------------ a new password by mail
def reset_link(user) -> str:
    return links.sign("reset", actions.reset_payload(user))


def test_a_reset_link_works_once(client, submit, user):
    url = f"/reset/reset/{reset_link(user)}"

    assert submit(client, url, password=ANOTHER).location == "/sign-in"
    assert client.get(url).status_code == 404
    assert client.post(url, data={"password": PASSWORD}).status_code in {400, 404}
    assert actions.check_sign_in("an@example.org", ANOTHER, "-").id == user.id


def test_a_refused_password_leaves_the_link_alive(client, submit, user):
    url = f"/reset/reset/{reset_link(user)}"

    assert submit(client, url, password="ngắn").status_code in {200, 422}
    assert submit(client, url, password=ANOTHER).location == "/sign-in"


def test_a_reset_link_dies_with_time_with_the_password_and_with_the_account(client, user):
    url = f"/reset/reset/{reset_link(user)}"
    with transaction():
        db.session.get_one(User, user.id).disabled_at = clock.now()
    assert client.get(url).status_code == 404
    with transaction():
        db.session.get_one(User, user.id).disabled_at = None
    assert client.get(url).status_code == 200
    payload = actions.reset_payload(db.session.get_one(User, user.id))
    actions.set_password(db.session.get_one(User, user.id), ANOTHER)
    assert client.get(url).status_code == 404
    assert payload != actions.reset_payload(db.session.get_one(User, user.id))
    token = links.sign("reset", payload)
    time.sleep(1.1)
    assert links.read("reset", token, max_age=3600) is not None
    assert links.read("reset", token, max_age=0) is None


PURPOSES = ("reset", "invitation", "import", "cursor", "registration", "portal", "calendar", "x")


def test_a_link_of_one_purpose_opens_nothing_of_another():
    from flask import Flask

    bare = Flask("bare")
    bare.config["SECRET_KEY"] = "k" * 20 + "0123456789ab"
    with bare.app_context():
        for made_for in PURPOSES:
            token = links.sign(made_for, {"user": 1})
            opened = [other for other in PURPOSES if links.read(other, token) is not None]
            assert opened == [made_for]


def test_a_reset_link_is_refused_at_every_other_kind_of_link(client, user):
    token = reset_link(user)
    for path in (f"/reset/invitation/{token}", f"/r/{token}", f"/r/{token}/badge.pdf"):
        assert client.get(path).status_code == 404
    answer = client.get("/api/v1/technologies", query_string={"cursor": token})
    assert answer.status_code == 422


@pytest.mark.parametrize("guarded", [True, False], ids=["as built", "control"])
def test_of_two_who_use_a_reset_link_at_once_one_is_refused(app, user, monkeypatch, guarded):
    """The control checks the link before the deed alone, as a careless door would."""
    payload = actions.reset_payload(user)
    db.session.rollback()
    together, said = threading.Barrier(2), []
    hashed = actions.hasher.hash

    def use(password: str) -> None:
        with app.app_context():
            try:
                if guarded:
                    actions.reset_password(payload, password)
                else:
                    found = actions.user_of_reset(payload)
                    together.wait(10)
                    actions.set_password(found, password)
                said.append("set")
            except Refused as refusal:
                said.append(refusal.code)

    class Slow:
        def hash(self, password: str) -> str:
            made = hashed(password)
            together.wait(10)  # both have seen the link alive by now
            return made

    if guarded:
        monkeypatch.setattr(actions, "hasher", Slow())
    both = [threading.Thread(target=use, args=(text,)) for text in (ANOTHER, ANOTHER + "!")]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(said) == (["link_spent", "set"] if guarded else ["set", "set"])


def test_asking_for_a_link_is_the_same_for_every_address(client, submit, user):
    known = submit(client, "/forgotten", email="an@example.org")
    unknown = submit(client, "/forgotten", email="ai@example.org")

    mask = re.compile(r'(name="csrf-token" content|value)="[^"]*"|an@example|ai@example')
    assert known.status_code == unknown.status_code == 200
    assert mask.sub("", known.text) == mask.sub("", unknown.text)
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 2  # as much work for both


def test_one_address_gets_few_letters_and_one_network_asks_seldom(limited, submit, user):
    for _ in range(6):
        assert submit(limited, "/forgotten", email="an@example.org").status_code == 200
    db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count(Job.id))) == 4
    statuses = [
        submit(limited, "/forgotten", email=f"ai{n}@example.org").status_code for n in range(6)
    ]
    assert statuses[-1] == 429


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:80@evil.example"])
def test_letters_carry_the_address_that_is_set_whatever_host_was_asked(app, client, user, host):
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        headers = {"Host": host, "X-Forwarded-Host": "evil.example"}
        client.post("/forgotten", data={"email": "an@example.org"}, headers=headers)
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    jobs.drain()
    (letter,) = folder.glob("*.eml")
    text = BytesParser(policy=policy.default).parsebytes(letter.read_bytes()).get_content()
    assert app.config["KETNOI"].base_url in text
    assert "evil" not in text


def test_forwarded_addresses_are_believed_only_when_set_so(app, client, user, submit):
    for place in range(guessing.MOST_BY_ACCOUNT):
        token = re.search(r'csrf-token" content="([^"]+)', client.get("/sign-in").text).group(1)
        client.post(
            "/sign-in",
            data={"csrf_token": token, "email": "an@example.org", "password": "đoán"},
            headers={"X-Forwarded-For": f"203.0.113.{place}"},
        )
    answer = submit(client, "/sign-in", email="an@example.org", password=PASSWORD)
    assert answer.status_code == 422  # they all count for the one network they came from


# ------------------------------------------------------------------ limits and keys
def test_sign_ups_and_sign_ins_are_limited_by_network(limited, submit, user):
    slug = make_open_event().slug
    db.session.rollback()
    body = {"category": "x", "name": "An", "email": "a@b.vn", "consents": ["event_operations"]}
    said = [
        limited.post(f"/api/v1/events/{slug}/registrations", json=body).status_code
        for _ in range(121)
    ]
    assert said == [422] * 120 + [429]

    for _ in range(60):
        submit(limited, "/sign-in", email="an@example.org", password="")
    answer = submit(limited, "/sign-in", email="an@example.org", password=PASSWORD)
    assert answer.status_code == 303  # an empty form is no try


@pytest.mark.parametrize("key", ["dev", "x" * 31, "changeme" * 4, "a" * 64, "0101" * 16])
def test_a_weak_secret_key_is_refused(tmp_path, key):
    with pytest.raises(UnusableSetting, match="KETNOI_SECRET_KEY"):
        load({"KETNOI_DATA_DIR": str(tmp_path), "KETNOI_SECRET_KEY": key})


def test_the_key_is_made_once_and_readable_by_the_service_alone(tmp_path):
    env = {"KETNOI_DATA_DIR": str(tmp_path / "data")}
    first, second = load(env), load(env)
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 40
    assert (tmp_path / "data" / "secret.key").stat().st_mode & 0o077 == 0
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0
    (tmp_path / "data" / "secret.key").write_text("")
    with pytest.raises(UnusableSetting):
        load(env)


def test_there_are_no_default_accounts_and_no_debug_mode(app):
    assert app.debug is False
    assert db.session.scalar(sa.select(sa.func.count(User.id))) == 0
    assert db.session.scalar(sa.select(sa.func.count(UserSession.id))) == 0
