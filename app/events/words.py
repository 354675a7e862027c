"""What the refusals of this package say."""

from __future__ import annotations

from app.core import words
from app.core.i18n import _l

words.register(
    {
        "room_taken": _l(
            "%(what)s is taken on %(day)s: %(mine)s, %(mine_time)s, and %(other)s, %(other_time)s."
        ),
        "speaker_taken": _l(
            "%(what)s would be in two places on %(day)s: %(mine)s, %(mine_time)s, and %(other)s, "
            "%(other_time)s."
        ),
        "code_taken": _l("The code %(code_)s is already used here. Choose another one."),
        "cancelled_event": _l("This event is cancelled. Restore it before you change its agenda."),
        "ends_before_it_begins": _l("The end must come after the beginning."),
        "too_long": _l("A session lasts 24 hours at most. Make several of it."),
        "outside_the_days": _l("The event lasts from %(first)s to %(last)s. Choose a day of it."),
        "room_elsewhere": _l("This room belongs to another hub. Choose one of your own."),
        "too_many_for_room": _l("%(what)s has %(seats)s seats. Give fewer, or a larger room."),
        "fewer_than_enrolled": _l("%(enrolled)s people are enrolled. Give at least as many."),
        "last_day_first": _l("The last day cannot be before the first one."),
        "sessions_left_outside": _l(
            "%(number)s sessions would fall outside these days, the first is %(first)s. "
            "Move or cancel them before."
        ),
        "slug_taken": _l("Another event already has this address. Choose another one."),
        "agenda_clashes": _l(
            "%(number)s things are booked twice; the first is %(what)s. Put it right, then publish."
        ),
        "not_cancelled": _l("This event is not cancelled."),
        "already_cancelled": _l("This event is already cancelled."),
        "venue_in_use": _l("%(number)s events that are still to come use this venue."),
        "room_in_use": _l("%(number)s sessions that are still to come use this room."),
        "no_sessions_in_file": _l("There is no session in this file."),
        "columns_missing": _l("These columns are missing: %(columns)s."),
    }
)
