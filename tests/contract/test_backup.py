"""Backup while it runs, restore while it stands still, and proof of the audit trail."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from .house import House, scan
from .sample import FAIR, Guest, post_sign_up, sign_up_body
from .web_forms import fill_in


@dataclass(frozen=True)
class Backup:
    """The file, somebody who is in it, all tokens in it, and a token made after it."""

    file: Path
    guest: Guest
    tokens: dict[str, str]
    late_token: str


@pytest.fixture(scope="module")
def backup(house, sign_up, tmp_path_factory):
    """A backup taken while the house works, and who signed up before and after it."""
    file = tmp_path_factory.mktemp("backup") / "ketnoi.backup"
    guest = sign_up()
    tokens = house.tokens(FAIR)
    house.ok("backup", file, timeout=120)
    late = sign_up()
    return Backup(file, guest, tokens, house.tokens(FAIR)[late.code])


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    """An empty installation."""
    house = House(tmp_path_factory.mktemp("second"))
    house.ok("db", "upgrade")
    yield house
    house.drop()


def damaged(content: bytes) -> list[bytes]:
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 0xFF]) + content[middle + 1 :]
    return [b"not a backup", content[: middle * 2 - 100], flipped]


def test_a_damaged_file_is_refused_and_nothing_touched(backup, second, tmp_path):
    second.ok("users", "create", "a@example.org", "--name", "A", "--hub", "ALL", "--role", "admin")
    for number, content in enumerate(damaged(backup.file.read_bytes())):
        file = tmp_path / f"damaged-{number}"
        file.write_bytes(content)
        outcome = second.run("restore", file)
        assert outcome.code in {1, 2}, number
        assert outcome.err.strip()
        assert "Traceback" not in outcome.err

    # Still there: the same user cannot be made twice.
    again = ("users", "create", "a@example.org", "--name", "A", "--hub", "ALL", "--role", "admin")
    assert second.run(*again).code == 1


@pytest.fixture(scope="module")
def restored(backup, second):
    second.ok("restore", backup.file, timeout=120)
    return second


def test_all_badges_and_keys_come_back(backup, restored):
    assert restored.tokens(FAIR) == backup.tokens
    restored.ok("audit", "verify")


def test_a_badge_made_after_the_backup_is_genuine_but_unknown(backup, restored, at):
    token = restored.ok("devices", "create", FAIR, "Cổng sau").strip()
    known = next(iter(backup.tokens.values()))
    with restored.served() as browser:
        answer = browser.request(
            "POST",
            f"/api/v1/events/{FAIR}/check-ins",
            body={"scans": [scan(badge, at("12:00")) for badge in (backup.late_token, known)]},
            headers={"Authorization": f"Bearer {token}"},
        )

    assert [result["verdict"] for result in answer.json()["results"]] == ["unknown", "admitted"]


def test_who_was_erased_since_the_backup_stays_erased(backup, restored):
    guest = backup.guest
    assert guest.code in restored.tokens(FAIR)
    page = urlsplit(guest.manage_url).path
    with restored.served() as browser:
        assert guest.name in browser.get(page).text
        fill_in(browser, f"{page}/data", "/erase")
        assert browser.get(page).status == 404

    restored.ok("restore", backup.file, timeout=120)

    assert guest.code not in restored.tokens(FAIR)
    with restored.served() as browser:
        assert browser.get(page).status == 404


def test_what_was_sent_since_the_backup_is_not_sent_again(restored, tmp_path):
    folder, file = restored.data / "mail", tmp_path / "ketnoi.backup"
    with restored.served() as browser:  # and no worker: the letter waits in the backup
        assert post_sign_up(browser, sign_up_body(), FAIR).status == 201
    restored.ok("backup", file, timeout=120)
    restored.ok("jobs", "work", "--once", timeout=120)
    sent = list(folder.glob("*.eml"))
    assert sent
    for letter in sent:
        letter.unlink()

    restored.ok("restore", file, timeout=120)
    restored.ok("jobs", "work", "--once", timeout=120)

    assert list(folder.glob("*.eml")) == []


def test_one_changed_byte_in_the_audit_trail_is_found(restored):
    restored.ok("audit", "verify")
    _change_one_audit_entry(restored)

    outcome = restored.run("audit", "verify")

    assert outcome.code == 1
    assert any(sign.isdigit() for sign in outcome.out + outcome.err), "names the first bad entry"


def _change_one_audit_entry(house: House) -> None:
    """Change one entry of the audit trail behind the product's back."""
    if house.database:
        connection = psycopg.connect(house.database.replace("+psycopg", ""), autocommit=True)
        listed = "SELECT table_name FROM information_schema.tables WHERE table_name LIKE '%audit%'"
    else:
        [file] = [file for file in house.data.rglob("*.db") if b"audit" in file.read_bytes()]
        connection = sqlite3.connect(file, isolation_level=None)
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%audit%'"
    cursor = connection.cursor()
    names = [name for (name,) in cursor.execute(listed).fetchall()]
    sizes = {name: cursor.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    table = max(sizes, key=sizes.__getitem__)
    cursor.execute(f'SELECT * FROM "{table}" ORDER BY id LIMIT 1 OFFSET 3')
    row = dict(zip((column[0] for column in cursor.description), cursor.fetchone(), strict=True))
    column = next(name for name in ("action", "deed", "verb") if name in row)
    changed = str(row[column])[:-1] + "~"
    mark = "%s" if house.database else "?"
    cursor.execute(
        f'UPDATE "{table}" SET "{column}" = {mark} WHERE id = {mark}', (changed, row["id"])
    )
    connection.close()
