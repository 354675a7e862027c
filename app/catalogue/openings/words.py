"""What the standings of an opening are called."""

from __future__ import annotations

from datetime import datetime

from app.catalogue.models import NeedOpening
from app.catalogue.openings.standing import Standing, standing
from app.core import clock
from app.core.i18n import _l

STANDINGS = {
    Standing.ASKED: _l("asks to read"),
    Standing.OPEN: _l("may read"),
    Standing.OVER: _l("time is over"),
    Standing.REFUSED: _l("refused"),
    Standing.REVOKED: _l("ended"),
}
STANDING_TAGS = {Standing.ASKED: "warn", Standing.OPEN: "ok"}


def standing_now(opening: NeedOpening, now: datetime | None = None) -> Standing:
    """How an opening stands, for a page."""
    put_away = opening.need.archived_at is not None
    return standing(opening.state, opening.ends_at, now or clock.now(), put_away=put_away)
