"""Exit codes: 0 done, 1 the answer is no, 2 unusable input with one clear line."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from pypdf import PdfReader

from .sample import FAIR


@pytest.fixture
def refused(house):
    """Run a command that must fail; exit 2 comes with words and never with a traceback."""

    def do(*args: object, said: str | None = None) -> int:
        outcome = house.run(*args, said=said)
        assert outcome.err.strip(), "a refusal says why"
        assert "Traceback" not in outcome.err
        return outcome.code

    return do


def test_unusable_input_exits_2(refused, tmp_path):
    nowhere = tmp_path / "nowhere.json"
    lines = [
        ("demo", "load", "--start", "tomorrow"),
        ("users", "create", "x@example.org", "--name", "X", "--hub", "H99", "--role", "viewer"),
        ("users", "password", "nobody@example.org"),
        ("devices", "create", "no-such-fair", "D"),
        ("categories", "create", FAIR, "c", "--places", -1),
        ("badges", "revoke", FAIR, "no-such-code"),
        ("enrol", FAIR, "S99", "no-such-code"),
        ("report", "event", FAIR, "--out", tmp_path / "r.txt"),
        ("match", nowhere, tmp_path / "m.json"),
    ]
    with ThreadPoolExecutor(2) as pool:
        codes = dict(zip(lines, pool.map(lambda line: refused(*line), lines), strict=True))

    assert codes == dict.fromkeys(lines, 2)


def test_admin_goes_with_all_hubs_and_no_other_role_does(refused):
    person = ("users", "create", "y@example.org", "--name", "Y")

    assert refused(*person, "--hub", "H01", "--role", "admin") in {1, 2}
    assert refused(*person, "--hub", "ALL", "--role", "viewer") in {1, 2}


def test_what_is_there_already_is_refused(house, refused):
    user = ("users", "create", "twice@example.org", "--name", "T", "--hub", "H02")
    house.ok(*user, "--role", "viewer")

    assert refused(*user, "--role", "viewer") == 1
    assert refused("categories", "create", FAIR, "guests", "--places", 7) == 1


def test_a_common_password_is_refused(refused):
    user = ("users", "create", "weak@example.org", "--name", "W", "--hub", "H02")

    assert refused(*user, "--role", "viewer", "--password-stdin", said="password123") in {1, 2}


def test_a_device_may_stand_at_one_point(house):
    token = house.ok("devices", "create", FAIR, "Cửa S04", "--point", "s04").strip()

    assert len(token) >= 22


def test_badges_are_rendered_and_new_ones_alone(house, sign_up, tmp_path):
    early = sign_up()
    house.ok("badges", FAIR, tmp_path / "all.pdf", timeout=120)
    late = sign_up()
    house.ok("badges", FAIR, tmp_path / "new.pdf", "--only", "new", "--layout", "card")

    everyone = "".join(page.extract_text() for page in PdfReader(tmp_path / "all.pdf").pages)
    newcomers = PdfReader(tmp_path / "new.pdf").pages
    assert early.name.split()[-1] in everyone
    assert len(newcomers) == 1
    assert late.name.split()[-1] in newcomers[0].extract_text()


def test_the_sample_loads_once(house, web):
    def known() -> list[int]:
        lists = ("technologies", "needs", "events", f"events/{FAIR}/sessions")
        return [len(web.items(f"/api/v1/{path}")) for path in lists]

    before = known()
    house.ok("demo", "load")

    assert known() == before


def test_the_audit_trail_is_whole(house):
    house.ok("audit", "verify")
