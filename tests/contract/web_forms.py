"""Filling in a page's form as a person without script would."""

import html
import re
from urllib.parse import urljoin

from .house import Answer, Browser


def fill_in(browser: Browser, path: str, marker: str, **by_type: str) -> Answer:
    """Send the form on a page whose markup holds `marker`.

    Fields keep what they hold, check boxes are ticked; `by_type` gives values for the inputs
    of a type (email, password).
    """
    page = browser.get(path, Accept="text/html").text
    form = next(f for f in re.findall(r"<form.*?</form>", page, re.DOTALL) if marker in f)
    action = _attributes(form).get("action") or path
    fields = {}
    for tag in re.findall(r"<input[^>]*>", form):
        given = _attributes(tag)
        if "name" in given:
            fields[given["name"]] = by_type.get(given.get("type", "")) or given.get("value", "")
    return browser.request(
        "POST", urljoin(path, action), form=fields, headers={"Accept": "text/html"}
    )


def _attributes(tag: str) -> dict[str, str]:
    first = tag[: tag.index(">")]
    return {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', first)}
