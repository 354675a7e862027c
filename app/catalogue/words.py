"""What the refusals of this package say."""

from app.core import outbox, words
from app.core.i18n import _l

words.register_deeds(
    {
        "catalogue_imported": _l("Records imported from a file"),
        "organisation_created": _l("Organisation added"),
        "organisation_edited": _l("Organisation changed"),
        "organisations_merged": _l("Two organisations made one"),
        "organisation_archived": _l("Organisation put away"),
        "organisation_restored": _l("Organisation taken back"),
        "technology_created": _l("Technology added"),
        "technology_edited": _l("Technology changed"),
        "technology_archived": _l("Technology put away"),
        "technology_restored": _l("Technology taken back"),
        "technology_submitted": _l("Technology sent for approval"),
        "technology_approved": _l("Technology approved"),
        "technology_refused": _l("Technology refused"),
        "suggestion_accepted": _l("Suggestion accepted"),
        "suggestion_dismissed": _l("Suggestion dismissed"),
        "suggestion_undone": _l("Suggestion open again"),
        "need_created": _l("Need recorded"),
        "need_edited": _l("Need changed"),
        "need_opening_asked": _l("Another hub asked to read a need in full"),
        "need_opened": _l("A need that is not public opened to somebody"),
        "need_opening_refused": _l("Reading of a need refused"),
        "need_opening_revoked": _l("Reading of a need ended"),
        "need_stepped": _l("Need moved to another state"),
        "need_archived": _l("Need put away"),
        "need_restored": _l("Need taken back"),
        "expert_created": _l("Expert added"),
        "expert_edited": _l("Expert changed"),
        "expert_approved": _l("Expert approved"),
        "expert_archived": _l("Expert put away"),
        "expert_restored": _l("Expert taken back"),
        "expert_provided": _l("Expert's profile given to a need"),
        "expert_withdrawn": _l("Expert's profile taken back from a need"),
        "concept_added": _l("Words added to the thesaurus"),
        "concept_edited": _l("Words of the thesaurus changed"),
        "concept_off": _l("Words of the thesaurus switched off"),
        "concept_on": _l("Words of the thesaurus switched on"),
        "learning_off": _l("Learning from decisions switched off"),
        "learning_on": _l("Learning from decisions switched on"),
        "lesson_forgotten": _l("A lesson from decisions forgotten"),
        "lesson_remembered": _l("A lesson from decisions counts again"),
        "concepts_imported": _l("Words of the thesaurus imported"),
    }
)
words.register(
    {
        "code_taken": _l("The code %(given)s is in use already."),
        "tax_code_taken": _l("%(other)s %(name)s has this tax code. Is it the same organisation?"),
        "step_not_allowed": _l("The record has moved on meanwhile; look at its present state."),
        "reason_missing": _l("Say in a few words why."),
        "duplicate_unknown": _l("No other need of this hub has this code."),
        "need_is_public": _l("This need is public: everyone may read it already."),
        "need_unknown": _l("This hub has no such need, or it is not looked for any more."),
        "own_need": _l("Whoever has the need may read it anyway."),
        "opening_exists": _l("It is open to them already, or they have asked and wait."),
        "opening_moved_on": _l("This has been answered meanwhile; look at the need's page."),
        "budget_order": _l("The upper end of the budget is below the lower one."),
        "names_the_asker": _l(
            "The text names the organisation, but the need is anonymous. Leave the name out."
        ),
        "import_bad_rows": _l("Put the rows right that are named below, then import again."),
        "import_no_columns": _l("The column %(column)s is missing. Start from the template."),
        "import_gone": _l("The file is no longer here. Choose it once more."),
        "unknown_group": _l("Ketnoi knows no group of this name; choose one of the list."),
        "no_words": _l("Write at least one word; without it the group can never be found."),
        "short_of_nothing": _l("Write what the abbreviation stands for."),
        "name_taken": _l("There is a group of this name already. Add the words to that one."),
        "thesaurus_full": _l("A hub may have %(limit)s groups of its own. Join some of them."),
        "no_question": _l("Write a need or some words to try with."),
        "import_empty": _l("There are no rows under the head of this table."),
    }
)

words.register(
    {
        "merge_itself": _l("Choose another row: these are the same one."),
        "merge_other_hub": _l("Only organisations of the same hub can be merged."),
        "merge_meets": _l(
            "%(one)s and %(other)s have asked to meet each other, or have met. Withdraw the "
            "request or cancel the meeting first, if they really are one organisation."
        ),
        "merge_clash": _l("Both take part in the same thing once each. Remove one of them first."),
    }
)

words.register_records(
    {
        "organisation": _l("Organisation"),
        "technology": _l("Technology"),
        "need": _l("Need"),
        "expert": _l("Expert"),
        "suggestion": _l("Suggestion"),
        "learning": _l("Learning from decisions"),
        "need_opening": _l("Reading of a need"),
        "expert_handover": _l("Expert introduced"),
    }
)

outbox.KINDS["catalogue.opening"] = _l("Link to a need that is not public")
