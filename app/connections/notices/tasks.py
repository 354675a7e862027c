"""Jobs that send what organisations are told."""

from __future__ import annotations

from app.connections.notices import letters
from app.core import jobs


@jobs.task("connections.answer_letter", attempts=8)
def answer_letter(
    about: int,
    address: str,
    called: str,
    state: str,
    request_ids: list[int],
    key: str,
    language: str = "vi",
    person_id: int | None = None,
    own_needs: list[int] | None = None,
) -> None:
    """Tell a side what became of requests to meet."""
    letters.send_answer(
        about,
        address=address,
        called=called,
        state=state,
        request_ids=request_ids,
        key=key,
        language=language,
        person_id=person_id,
        own_needs=own_needs,
    )


@jobs.task("connections.meeting_letter", attempts=8)
def meeting_letter(meeting_id: int, side: str, state: str, key: str) -> None:
    """Tell a side that its meeting is called off, or stands again."""
    letters.send_meeting(meeting_id, side=side, state=state, key=key)
