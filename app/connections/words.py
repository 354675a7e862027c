"""What this package calls things, and what its refusals say."""

from app.connections.stages import MeetingState, Mode, OutcomeKind, RequestState, Stage, Way
from app.core import outbox, words
from app.core.i18n import _l

REQUEST_STATES = {
    RequestState.REQUESTED: _l("Waiting for an answer"),
    RequestState.ACCEPTED: _l("Accepted"),
    RequestState.DECLINED: _l("Declined"),
    RequestState.EXPIRED: _l("Expired"),
    RequestState.WITHDRAWN: _l("Withdrawn"),
}
REQUEST_KINDS = {
    RequestState.REQUESTED: "warn",
    RequestState.ACCEPTED: "ok",
    RequestState.DECLINED: "bad",
    RequestState.EXPIRED: "",
    RequestState.WITHDRAWN: "",
}
WAYS = {
    Way.ON_SITE: _l("On site"),
    Way.BOOTH: _l("At the booth"),
    Way.ONLINE: _l("Online"),
}
WAYS_ASKED = {
    Way.ON_SITE: _l("On site, at a table"),
    Way.BOOTH: _l("At the booth of the technology side"),
    Way.ONLINE: _l("Online"),
}
WHERE_HINT = _l("Who has no booth at the event meets at a table.")
MODES = {Mode.ON_SITE: _l("On site"), Mode.ONLINE: _l("Online")}
MEETING_STATES = {
    MeetingState.DRAFT: _l("Draft"),
    MeetingState.ANNOUNCED: _l("Announced"),
    MeetingState.HELD: _l("Held"),
    MeetingState.NO_SHOW_DEMAND: _l("Need side did not come"),
    MeetingState.NO_SHOW_SUPPLY: _l("Technology side did not come"),
    MeetingState.CANCELLED: _l("Cancelled"),
}
MEETING_KINDS = {
    MeetingState.DRAFT: "",
    MeetingState.ANNOUNCED: "info",
    MeetingState.HELD: "ok",
    MeetingState.NO_SHOW_DEMAND: "bad",
    MeetingState.NO_SHOW_SUPPLY: "bad",
    MeetingState.CANCELLED: "",
}
OUTCOMES = {
    OutcomeKind.NO_FIT: _l("Does not fit"),
    OutcomeKind.INFORMATION: _l("Exchanged information"),
    OutcomeKind.FOLLOW_UP: _l("Will talk on"),
    OutcomeKind.SITE_VISIT: _l("Site visit"),
    OutcomeKind.SAMPLE_TEST: _l("Sample test"),
    OutcomeKind.MOU: _l("Memorandum of understanding"),
    OutcomeKind.COOPERATION_AGREEMENT: _l("Cooperation agreement"),
    OutcomeKind.FRAMEWORK_CONTRACT: _l("Framework contract"),
    OutcomeKind.TRANSFER_CONTRACT: _l("Technology transfer contract"),
    OutcomeKind.EQUIPMENT_CONTRACT: _l("Equipment contract"),
    OutcomeKind.SERVICE_CONTRACT: _l("Service contract"),
    OutcomeKind.INVESTMENT: _l("Investment"),
    OutcomeKind.JOINT_PROJECT: _l("Joint project"),
    OutcomeKind.HANDED_OVER: _l("Handed over and accepted"),
}
STAGES = {
    Stage.CONTACTED: _l("In contact"),
    Stage.EXPLORING: _l("Exploring"),
    Stage.MEMORANDUM: _l("Memorandum"),
    Stage.CONTRACT: _l("Contract"),
    Stage.TRANSFERRED: _l("Transferred"),
    Stage.ENDED: _l("Ended"),
}
STAGE_KINDS = {
    Stage.CONTACTED: "",
    Stage.EXPLORING: "info",
    Stage.MEMORANDUM: "warn",
    Stage.CONTRACT: "ok",
    Stage.TRANSFERRED: "ok",
    Stage.ENDED: "",
}

words.register(
    {
        "request_exists": _l("A meeting for this need and this technology was asked for already."),
        "request_answered": _l("This request has been answered already."),
        "booth_not_theirs": _l(
            "Booth %(booth)s does not belong to the technology side. Choose one of theirs."
        ),
        "place_fixed": _l(
            "This meeting has begun, is over or was called off; its place cannot change any more."
        ),
        "request_in_timetable": _l(
            "Its meeting stands in the timetable. Cancel the meeting first."
        ),
        "same_organisation": _l("Need and technology belong to the same organisation."),
        "meeting_over": _l("What became of this meeting is recorded already."),
        "meeting_ahead": _l("This meeting has not begun yet."),
        "supply_missing": _l("Choose a technology or an expert for the other side."),
        "times_wrong": _l("The end must come after the beginning."),
        "outcome_missing": _l("Choose what the meeting led to."),
        "value_missing": _l("A contract has a value; type 0 when it is not to be named."),
        "date_ahead": _l("This day has not come yet."),
        "date_before_meeting": _l("This day lies before the meeting."),
        "reason_missing": _l("Say in a few words why it ended."),
        "step_revoked": _l("This step was taken back already."),
        "next_after_end": _l("This connection has ended. Record a step to open it again."),
        "why_missing": _l("Choose why nothing came of it."),
        "starts_ahead": _l("What it led to can be recorded once the meeting has begun."),
        "side_busy": _l("%(side)s already meets %(other)s at %(time)s on %(day)s."),
        "meeting_twice": _l(
            "This meeting is recorded already: %(a)s and %(b)s at %(time)s on %(day)s."
        ),
        "answer_by_past": _l("This day is over. Choose today or a later one."),
        "no_requests_in_file": _l("There is no meeting request in this file."),
        "nothing_ticked": _l("Tick at least one row first."),
        "first_step": _l("The first step cannot be taken back; add a step that puts it right."),
    }
)

words.register_deeds(
    {
        "meeting_requested": _l("Meeting asked for"),
        "request_accepted": _l("Request accepted"),
        "request_declined": _l("Request declined"),
        "request_withdrawn": _l("Request withdrawn"),
        "request_place_changed": _l("How and where they meet changed"),
        "request_reopened": _l("Request waits for an answer again"),
        "request_expired": _l("Request expired without an answer"),
        "requests_expired": _l("Requests expired without an answer"),
        "requests_imported": _l("Meeting requests imported from a file"),
        "meeting_arranged": _l("Meeting arranged"),
        "meeting_held": _l("Recorded as held"),
        "meeting_missed": _l("Recorded that one side did not come"),
        "meeting_reopened": _l("Meeting put back"),
        "meeting_cancelled": _l("Meeting cancelled"),
        "minutes_changed": _l("Minutes changed"),
        "connection_opened": _l("Connection opened"),
        "connection_moved": _l("Step of a connection recorded"),
        "connection_step_taken_back": _l("Step of a connection taken back"),
        "connection_taken_over": _l("Connection taken over"),
        "next_step_planned": _l("Next step planned"),
    }
)

outbox.KINDS["connections.schedule"] = _l("Timetable of an organisation's meetings")
outbox.KINDS["connections.answer"] = _l("Answer to a request to meet")
outbox.KINDS["connections.meeting"] = _l("Meeting called off, or standing again")

words.register_records(
    {
        "meeting_request": _l("Meeting request"),
        "meeting_slot": _l("Slot"),
        "meeting": _l("Meeting"),
        "connection": _l("Connection"),
        "timetable_run": _l("Timetable"),
    }
)
