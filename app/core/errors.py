"""A refusal: the one way in which an action says no."""

from __future__ import annotations


class Refused(Exception):
    """The deed was refused and nothing has changed.

    `code` names the reason for programs (`already_signed_up`), `details` the
    things it is about; the door puts both into words (`core.words`).
    """

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code)
        self.code = code
        self.details = details
