"""The sample fair's outward names, and people to sign up for it."""

from dataclasses import dataclass
from datetime import timedelta, timezone
from itertools import count

from .house import Answer, Browser

FAIR = "techmart-bac-trung-bo"
CLASS = "lop-tap-huan-mau"
VIETNAM = timezone(timedelta(hours=7))
_numbers = count(1)


@dataclass(frozen=True)
class Guest:
    """A person signed up through the API."""

    code: str
    name: str
    status: str
    manage_url: str


def sign_up_body(category: str = "guests", **fields: object) -> dict:
    """A sign-up that is valid as it stands, of a person seen nowhere else."""
    number = next(_numbers)
    return {
        "category": category,
        "name": f"Nguyễn Thử {number:05d}",
        "email": f"thu.{number:05d}@example.org",
        "consents": ["event_operations"],
    } | fields


def post_sign_up(web: Browser, body: dict, event: str = FAIR, key: str | None = None) -> Answer:
    headers = {"Idempotency-Key": key} if key else {}
    path = f"/api/v1/events/{event}/registrations"
    return web.request("POST", path, body=body, headers=headers)
