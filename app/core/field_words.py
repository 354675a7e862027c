"""What the API's reader of bodies finds wrong with a field, in the caller's language.

The library speaks English only; its sentences come here once, on their way out.
"""

from __future__ import annotations

import re
from typing import Any

from app.core.i18n import _, _l

SENTENCES = {
    "Missing data for required field.": _l("Please fill this in."),
    "Field may not be null.": _l("Please fill this in."),
    "Invalid value.": _l("This value does not fit."),
    "Not a valid string.": _l("This must be text."),
    "Not a valid utf-8 string.": _l("This contains characters that cannot be stored."),
    "Not a valid mapping type.": _l("This must be an object of names and values."),
    "Not a valid list.": _l("This must be a list."),
    "Not a valid integer.": _l("This must be a whole number."),
    "Not a valid number.": _l("This must be a number."),
    "Number too large.": _l("This number is too large."),
    "Not a valid boolean.": _l("This must be true or false."),
    "Not a valid UUID.": _l("This must be a UUID."),
    "Invalid input type.": _l("The body must be a JSON object."),
    "Invalid type.": _l("This must be an object of names and values."),
    "Unknown field.": _l("This field is not known."),
    "Invalid JSON body.": _l("The body is not JSON."),
}
ONE_OF = re.compile(r"Must be one of: (.+)\.")
TITLES = {
    "bad_request": _l("The request cannot be read."),
    "unauthorised": _l("Please sign in, or send a valid token."),
    "forbidden": _l("This is not open to you."),
    "not_found": _l("There is nothing here."),
    "method_not_allowed": _l("This address does not do that."),
    "too_large": _l("That is too much at once."),
    "unsupported_media_type": _l("Send JSON, with its content type."),
    "invalid": _l("Something in the request does not fit."),
    "too_many_requests": _l("Too many requests. Please wait a little."),
    "internal_error": _l("Something went wrong here. Nothing of the request was kept."),
    "unavailable": _l("Not available just now. Please try again later."),
}


def translated(found: Any) -> Any:
    """The same tree of fields, its sentences in the language of the request."""
    if isinstance(found, dict):
        return {name: translated(inner) for name, inner in found.items()}
    if isinstance(found, list):
        return [translated(inner) for inner in found]
    if choices := ONE_OF.fullmatch(str(found)):
        return _("One of: %(choices)s.", choices=choices[1])
    return str(SENTENCES.get(found, found)) if isinstance(found, str) else found
