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

words.register_deeds(
    {
        "event_created": _l("Event made"),
        "event_edited": _l("Event changed"),
        "event_published": _l("Event published"),
        "event_unpublished": _l("Event taken back into draft"),
        "event_cancelled": _l("Event cancelled"),
        "event_restored": _l("Event takes place again"),
        "event_copied": _l("Event copied from another one"),
        "session_added": _l("Session added"),
        "session_edited": _l("Session changed"),
        "session_cancelled": _l("Session called off"),
        "session_restored": _l("Session back on the agenda"),
        "agenda_imported": _l("Agenda imported from a file"),
        "milestone_added": _l("Date noted"),
        "milestone_changed": _l("Date changed"),
        "milestone_done": _l("Date ticked off"),
        "milestone_open": _l("Date open again"),
        "milestone_dropped": _l("Date taken off the list"),
        "venue_created": _l("Venue added"),
        "venue_edited": _l("Venue changed"),
        "venue_archived": _l("Venue archived"),
        "venue_restored": _l("Venue in use again"),
        "room_created": _l("Room added"),
        "room_edited": _l("Room changed"),
        "room_archived": _l("Room archived"),
        "room_restored": _l("Room in use again"),
    }
)

words.register_records(
    {
        "event": _l("Event"),
        "session": _l("Session"),
        "venue": _l("Venue"),
        "room": _l("Room"),
        "milestone": _l("Date not to miss"),
    }
)
