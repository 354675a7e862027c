"""What the refusals of this package say, and what states are called."""

from __future__ import annotations

from app.core import outbox, words
from app.core.i18n import _l
from app.workshops.attendance import AttendanceState, EnrolmentState

words.register(
    {
        "no_such_session": _l("There is no session %(session)s at this event."),
        "no_such_registration": _l(
            "Nobody at this event has the code %(registration)s. Search by name instead."
        ),
        "not_confirmed_person": _l(
            "%(name)s has no confirmed registration. Confirm it first, then enrol."
        ),
        "session_cancelled": _l("Session %(session)s is cancelled; nobody can enrol."),
        "session_full": _l(
            "Session %(session)s is full; %(name)s is number %(position)s of those who wait."
        ),
        "not_enrolled_here": _l("%(name)s is not enrolled in session %(session)s."),
        "session_over": _l("Session %(session)s is over."),
        "no_certificates_to_print": _l("No certificate here is in force: nothing is printed."),
        "no_certificates_due": _l("Everybody who attended enough has a certificate."),
        "class_not_over": _l(
            "The class is not over yet: give certificates when its last session has ended."
        ),
    }
)

words.register_deeds(
    {
        "enrolled": _l("Enrolled in a session"),
        "enrolment_withdrawn": _l("Seat in a session given back"),
        "enrolment_moved_up": _l("Moved up to a seat in a session"),
        "attendance_marked": _l("Attendance marked"),
        "certificates_issued": _l("Certificates given"),
        "certificate_revoked": _l("Certificate revoked"),
        "certificate_reinstated": _l("Certificate valid again"),
        "certificate_renamed": _l("Name on a certificate changed"),
    }
)

ENROLMENT_STATES = {
    EnrolmentState.ENROLLED: _l("enrolled"),
    EnrolmentState.WAITING: _l("waiting"),
    EnrolmentState.CANCELLED: _l("withdrawn"),
}
MARKS = {
    AttendanceState.PRESENT: _l("present"),
    AttendanceState.LATE: _l("late"),
    AttendanceState.ABSENT: _l("absent"),
}

outbox.KINDS["workshops.moved_up"] = _l("A seat in a session became free")
