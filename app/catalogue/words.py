"""What the refusals of this package say."""

from app.core import words
from app.core.i18n import _l

words.register(
    {
        "code_taken": _l("The code %(given)s is in use already."),
        "tax_code_taken": _l("%(other)s %(name)s has this tax code. Is it the same organisation?"),
        "step_not_allowed": _l("The record has moved on meanwhile; look at its present state."),
        "reason_missing": _l("Say in a few words why."),
        "duplicate_unknown": _l("No other need of this hub has this code."),
        "budget_order": _l("The upper end of the budget is below the lower one."),
        "names_the_asker": _l(
            "The text names the organisation, but the need is anonymous. Leave the name out."
        ),
        "import_bad_rows": _l("Put the rows right that are named below, then import again."),
        "import_no_columns": _l("The column %(column)s is missing. Start from the template."),
        "import_gone": _l("The file is no longer here. Choose it once more."),
        "import_empty": _l("There are no rows under the head of this table."),
    }
)
