"""What can be done to many at once, and what each deed asks of a registration."""

from __future__ import annotations

from enum import StrEnum

from app.registrations.states import Status


class Deed(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    CATEGORY = "category"
    MAIL = "mail"
    TAG = "tag"
    UNTAG = "untag"


class BatchState(StrEnum):
    DRAFT = "draft"  # chosen and counted, waits for a yes
    RUNNING = "running"
    DONE = "done"


class ItemState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
    UNDONE = "undone"


#: The states in which a deed has something to do; what is not here fits every state.
FITS = {
    Deed.APPROVE: (Status.PENDING,),
    Deed.REFUSE: (Status.PENDING, Status.WAITING),
    Deed.CANCEL: (Status.CONFIRMED, Status.PENDING, Status.WAITING),
    Deed.CATEGORY: (Status.CONFIRMED, Status.PENDING, Status.WAITING),
}
#: What can be taken back: an approval has sent a badge, a mail is gone.
UNDOABLE = (Deed.REFUSE, Deed.CANCEL, Deed.CATEGORY, Deed.TAG, Deed.UNTAG)
NOW = 50  # so many are done at once; more are a job with progress


def fits(deed: Deed, status: Status) -> bool:
    return deed not in FITS or status in FITS[deed]
