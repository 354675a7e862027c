"""What is said about who came to a meeting."""

from app.connections.stages import Proof, Side, Useful
from app.core import words
from app.core.i18n import _l

SIDES = {Side.DEMAND: _l("Need side"), Side.SUPPLY: _l("Technology side")}
PROOFS = {Proof.SCANS: _l("known from scanned badges"), Proof.HAND: _l("recorded by hand")}
USEFUL = {
    Useful.VERY: _l("Very useful"),
    Useful.PARTLY: _l("Partly useful"),
    Useful.NO: _l("Not useful"),
}

words.register(
    {
        "badge_revoked_here": _l("This badge was revoked. Ask at the registration desk."),
        "badge_not_ours": _l("This is not a genuine badge."),
        "badge_elsewhere": _l("This badge is for another event."),
        "badge_unknown_here": _l("No guest has this badge or code."),
        "no_meeting_now": _l("%(name)s has no meeting now. Look at the list, or record a walk-up."),
        "side_unclear": _l("To which side does %(name)s belong?"),
        "not_its_time": _l("It is not the time of this meeting."),
        "nothing_to_object": _l("This meeting is not noted as missed any more."),
        "reason_needed": _l("Say in a few words why it is put right."),
        "connection_follows": _l(
            "A connection came of this meeting. End the connection instead, with the reason."
        ),
        "table_taken": _l("At table %(table)s others are sitting just now."),
        "two_people": _l("Choose two people from two organisations."),
        "topic_missing": _l("Say in a few words what the need is about."),
        "no_organisation": _l("%(name)s names no organisation. Search for the organisation."),
        "stand_by_gone": _l("This place is not free any more, or one of the two is busy."),
    }
)
words.register_deeds(
    {
        "meeting_proved": _l("Known to be held: both badges were scanned"),
        "meeting_disputed": _l("Disputed: it is said that both sides came"),
        "meeting_corrected": _l("Put right by hand"),
        "walk_up_recorded": _l("Walk-up meeting recorded"),
        "stand_by_placed": _l("Taken from the stand-by list into a free place"),
    }
)
