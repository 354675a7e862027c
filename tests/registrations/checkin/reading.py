"""What answers and pages say, in the plain words that tests compare."""

import re

from app.registrations.checkin import actions, known
from tests.factories.checkin import (
    make_device,
)


def verdicts(results):
    return [result["verdict"] for result in results]


def text_of(answer) -> str:
    """The words of a page, without tags."""
    assert answer.status_code == 200, answer.status_code
    body = answer.get_data(as_text=True)
    main = body[body.index("<main") :] if "<main" in body else body
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


def scanned(fair, *scans, device="L-03"):
    made, _token = make_device(fair, device)
    return actions.take_in(known.fair_of(fair), made.id, device, list(scans))
