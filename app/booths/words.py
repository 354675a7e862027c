"""What the refusals of this package say, and what its deeds are called."""

from __future__ import annotations

from app.core import words
from app.core.i18n import _l

words.register(
    {
        "cannot_stand": _l("%(exhibit)s cannot stand in %(booth)s: %(why)s."),
        "against_a_wish": _l(
            "%(exhibit)s in %(booth)s would go against a wish: %(why)s. Say why it is to stand "
            "there all the same."
        ),
        "exhibit_locked": _l("%(exhibit)s is locked in %(booth)s. Unlock it before you move it."),
        "nothing_chosen": _l("Choose from the list first."),
        "not_placed": _l("%(exhibit)s stands in no booth."),
        "exhibitor_not_approved": _l("%(exhibitor)s is not approved yet. Decide on it first."),
        "already_shown": _l("%(technology)s is on the list of this event already."),
        "not_removed": _l("%(technology)s was not taken off this event's list."),
        "technology_not_approved": _l("%(technology)s is not approved in the catalogue yet."),
        "booth_in_use": _l("%(booth)s is not empty: %(exhibits)s. Move them first."),
        "booth_code_taken": _l("The code %(booth)s is used already."),
        "booths_overlap": _l("%(one)s and %(other)s would stand on top of each other."),
        "booth_limits_broken": _l("With these figures %(booth)s would not do any more: %(why)s."),
        "no_rows": _l("These numbers make no booths. Check rows, booths per row and sizes."),
        "no_rows_code": _l("The first code must end with a number, like A01."),
        "too_many_booths": _l("That would be more than %(most)s booths at once."),
        "nothing_to_plan": _l("There is nothing to assign yet: add booths and exhibits first."),
        "fixed_cannot_stand": _l("Locked exhibits cannot stand where they are. %(why)s."),
        "plan_outdated": _l(
            "Booths or exhibits have changed since this plan was made: %(why)s. Make a new plan."
        ),
        "plan_not_ready": _l("This plan is not ready yet."),
        "plan_not_applied": _l("This plan is not the one that stands; nothing was taken back."),
        "booth_columns_missing": _l("These columns are missing: %(columns)s."),
        "no_booths_in_file": _l("There is no booth in this file."),
        "booth_file_wrong": _l("Line %(line)s: %(why)s"),
    }
)

words.register_deeds(
    {
        "booths_added": _l("Booths added"),
        "booths_imported": _l("Booths imported from a file"),
        "booth_edited": _l("Booth changed"),
        "booths_deleted": _l("Booths removed"),
        "exhibit_added": _l("Technology added as exhibit"),
        "exhibit_edited": _l("Requirements of an exhibit changed"),
        "exhibit_removed": _l("Exhibit removed"),
        "exhibit_placed": _l("Exhibit placed in a booth"),
        "exhibit_taken_out": _l("Exhibit taken out of its booth"),
        "exhibit_locked": _l("Exhibit locked in its booth"),
        "exhibit_unlocked": _l("Exhibit unlocked"),
        "exhibitor_edited": _l("Exhibitor changed"),
        "exhibitor_approved": _l("Exhibitor approved"),
        "exhibitor_refused": _l("Exhibitor refused"),
        "booth_plan_asked": _l("Automatic booth plan asked for"),
        "booth_plan_applied": _l("Booth plan applied"),
        "booth_plan_undone": _l("Booth plan taken back"),
        "booth_plan_settled": _l("Booth plan settled"),
        "booth_plan_opened": _l("Booth plan opened again"),
    }
)

words.register_records(
    {
        "booth": _l("Booth"),
        "exhibitor": _l("Exhibitor"),
        "exhibit": _l("Exhibit"),
        "booth_plan": _l("Booth plan"),
    }
)
