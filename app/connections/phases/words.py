"""What the phases are called, and what each side can do in them."""

from __future__ import annotations

from datetime import date

from app.connections.phases.phase import Deed, Phase, Wishes
from app.connections.phases.standing import Standing
from app.core import words
from app.core.i18n import _, _l, date_text

PHASES = {
    Phase.PROFILES: _l("Profiles"),
    Phase.WISHES: _l("Wishes"),
    Phase.SCHEDULING: _l("Planning"),
    Phase.DRAFT: _l("Draft"),
    Phase.PUBLISHED: _l("Published"),
    Phase.LIVE: _l("Under way"),
    Phase.FOLLOW_UP: _l("Results"),
}
FOR_ORGANISERS = {
    Phase.PROFILES: _l("collect profiles and needs, make the slots"),
    Phase.WISHES: _l("ask for meetings, record answers, make the slots"),
    Phase.SCHEDULING: _l("make the timetable; meetings can still be asked for by you"),
    Phase.DRAFT: _l("look the draft over, move meetings, announce"),
    Phase.PUBLISHED: _l("enter changes, print the timetable and the table signs"),
    Phase.LIVE: _l("see who is at the tables, enter changes of the day, fill free places"),
    Phase.FOLLOW_UP: _l("record what came of the meetings, follow the connections"),
}
DEEDS = {
    Deed.PROFILE: _l("fill in the profile"),
    Deed.ASK: _l("ask for meetings"),
    Deed.ANSWER: _l("answer requests"),
    Deed.SCHEDULE: _l("see your own timetable"),
    Deed.MEET: _l("meet and show your badge at the table"),
    Deed.RESULT: _l("say what came of your meetings"),
}

words.register(
    {
        "dates_order": _l(
            "This day must not lie before the one above it, nor after the end of the event."
        ),
        "wishes_ahead": _l(
            "Meetings can be asked for from %(day)s. Until then, fill in your profile."
        ),
        "wishes_closed": _l(
            "Meetings could be asked for until %(day)s. If one is important to you, please tell "
            "the organisers."
        ),
    }
)
words.register_deeds({"meeting_dates_set": _l("Dates of the meetings' phases set")})


def open_deeds(standing: Standing) -> str:
    """What participants can do now, in a line."""
    return ", ".join(str(DEEDS[deed]) for deed in standing.open)


def about_wishes(standing: Standing) -> str:
    """Until when meetings can be asked for, for participants; "" where no date is set."""
    plan = standing.plan
    if standing.wishes is Wishes.AHEAD:
        return _("Meetings can be asked for from %(day)s.", day=date_text(plan.wishes_from))
    if plan.wishes_until is None:
        return ""
    if standing.wishes is Wishes.OPEN:
        return _("Meetings can be asked for until %(day)s.", day=date_text(plan.wishes_until))
    return _("Meetings could be asked for until %(day)s.", day=date_text(plan.wishes_until))


def about_timetable(standing: Standing) -> str:
    """When the timetable is to be known, for participants; "" where that is not set or over."""
    day = standing.plan.publish_on
    if day is None or standing.late or standing.phase in (
        Phase.PUBLISHED, Phase.LIVE, Phase.FOLLOW_UP
    ):  # fmt: skip
        return ""
    return _("The timetable will be known on %(day)s.", day=date_text(day))


def days(standing: Standing, phase: Phase) -> str:
    """From when to when, short: "to 20/11", "03/12–05/12"."""
    first, last = standing.dates(phase)
    if phase is Phase.PROFILES:
        return _("before %(day)s", day=_short(last)) if last else ""
    if first and last:
        return _short(first) if first == last else f"{_short(first)}–{_short(last)}"
    if first:
        return _("from %(day)s", day=_short(first))
    return _("until %(day)s", day=_short(last)) if last else ""


def _short(day: date | None) -> str:
    return f"{day:%d/%m}" if day else ""
