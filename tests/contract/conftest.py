"""One installation with the sample fair for the whole folder; modules add what they need."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from time import monotonic, sleep

import pytest

from . import copies
from .house import Browser, House
from .sample import FAIR, VIETNAM, Guest, post_sign_up, sign_up_body


@pytest.fixture(autouse=True)
def db_clean() -> None:
    """These tests never touch the suite's own database: there is nothing to empty."""


@pytest.fixture(scope="session")
def first_day() -> date:
    return datetime.now(UTC).astimezone(VIETNAM).date()


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The installation: the sample fair begins today; a worker does its jobs."""
    house = copies.copy_of(copies.load, tmp_path_factory.mktemp("house"))
    try:
        house.ok("categories", "create", FAIR, "guests", "--places", 5000, "--name", "Khách thử")
        with house.working():
            yield house
    finally:
        house.drop()


@pytest.fixture(scope="session")
def web(house: House) -> Iterator[Browser]:
    """A visitor without cookies at the running server."""
    with house.served() as browser:
        yield browser


@pytest.fixture(scope="session")
def device(house: House) -> dict[str, str]:
    """The header of a scanning device of the fair."""
    token = house.ok("devices", "create", FAIR, "Cổng chính").strip()
    assert token and "\n" not in token, "the token stands alone on standard output"
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="session")
def sign_up(web: Browser) -> Callable[..., Guest]:
    """Sign a new person up and return them."""

    def do(category: str = "guests", event: str = FAIR, **fields: object) -> Guest:
        body = sign_up_body(category, **fields)
        answer = post_sign_up(web, body, event)
        assert answer.status == 201, answer.text
        said = answer.json()
        return Guest(said["code"], body["name"], said["status"], said["manage_url"])

    return do


@pytest.fixture(scope="session")
def at(first_day: date) -> Callable[..., str]:
    """`at("09:00", day=2)`: that local time on the fair's second day, RFC 3339."""

    def do(clock: str, day: int = 1, seconds: int = 0) -> str:
        moment = datetime.combine(first_day, time.fromisoformat(clock), VIETNAM)
        return (moment + timedelta(days=day - 1, seconds=seconds)).isoformat()

    return do


@pytest.fixture(scope="session")
def patiently() -> Callable:
    """Ask again until the answer is true, 20 s at most; the last answer."""

    def do(question: Callable[[], object]) -> object:
        deadline = monotonic() + 20
        while not (answer := question()) and monotonic() < deadline:
            sleep(0.2)
        return answer

    return do
