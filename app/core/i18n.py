"""Language, dates and numbers: Vietnamese first, English second."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from babel import Locale
from flask import Flask, has_request_context, request
from flask_babel import (
    Babel,
    force_locale,
    get_locale,
    gettext,
    lazy_gettext,
    ngettext,
)
from flask_babel.speaklater import LazyString

from app.core import clock
from app.core.text import collation_key

__all__ = ["LazyString", "_", "_l", "force_locale", "locale_code", "ngettext"]

_ = gettext
_l = lazy_gettext
LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
COOKIE = "ketnoi_language"
NO_COUNTRIES = frozenset(
    ("AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ")
)
"""Codes of regions and of parts of other countries, which ISO 3166 does not list."""
WEEKDAYS = [
    _l("Monday"),
    _l("Tuesday"),
    _l("Wednesday"),
    _l("Thursday"),
    _l("Friday"),
    _l("Saturday"),
    _l("Sunday"),
]


def choose() -> str:
    """The language asked for by cookie, else Vietnamese: a fair's visitors read it.

    Browsers send languages that nobody chose, so pages do not go by them; programs that call the
    API mean what they say.
    """
    if not has_request_context():
        return "vi"
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    if not asked and request.path.startswith("/api/"):
        asked = request.accept_languages.best_match(list(LANGUAGES))
    return asked if asked in LANGUAGES else "vi"


def locale_code() -> str:
    locale = get_locale()
    return locale.language if locale else "vi"


def date_text(value: date | datetime | None) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = clock.local(value)
    return value.strftime("%d/%m/%Y")


def time_text(value: datetime | None) -> str:
    return clock.local(value).strftime("%H:%M") if value else ""


def datetime_text(value: datetime | None) -> str:
    return f"{time_text(value)} {date_text(value)}" if value else ""


def weekday_text(value: date | datetime) -> str:
    if isinstance(value, datetime):
        value = clock.local(value)
    return str(WEEKDAYS[value.weekday()])


def span_text(first: date, last: date) -> str:
    """The days of an event: 03–05/12/2026."""
    if first == last:
        return date_text(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first:%d}–{last:%d/%m/%Y}"
    if first.year == last.year:
        return f"{first:%d/%m}–{last:%d/%m/%Y}"
    return f"{date_text(first)}–{date_text(last)}"


def number_text(value: float | None, decimals: int = 1) -> str:
    """1.234.567,5 in Vietnamese, 1,234,567.5 in English."""
    if value is None:
        return "–"
    text = f"{value:,d}" if isinstance(value, int) else f"{value:,.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    if locale_code() == "vi":
        text = text.translate(str.maketrans(",.", ".,"))
    return text


def money_full(value: int | None) -> str:
    """An amount in whole đồng, as on papers."""
    if value is None:
        return "–"
    return _("%(amount)s VND", amount=number_text(value))


def money_text(value: int | None) -> str:
    """An amount as people say it: 480 triệu đồng, 8,46 tỷ đồng."""
    if value is None:
        return "–"
    if abs(value) >= 1_000_000_000:
        return _("%(amount)s billion VND", amount=number_text(value / 1e9, 2))
    if abs(value) >= 1_000_000:
        return _("%(amount)s million VND", amount=number_text(value / 1e6, 1))
    return money_full(value)


def country_choices() -> list[tuple[str, str]]:
    """Every country (ISO 3166) by its name in the language of the page, Vietnam first."""
    territories = (get_locale() or Locale.parse("vi")).territories
    names = {str(code): str(name) for code, name in territories.items()}
    listed = [
        (code, name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
    ]
    return sorted(listed, key=lambda row: (row[0] != "VN", collation_key(row[1])))


def init_app(app: Flask) -> None:
    # A folder without a catalogue would bring the English plural rule with it.
    catalogues = Path(app.root_path).rglob("translations/vi/LC_MESSAGES/messages.po")
    folders = sorted(path.parents[2] for path in catalogues)
    app.config.update(
        BABEL_DEFAULT_LOCALE="vi",
        BABEL_DEFAULT_TIMEZONE="Asia/Ho_Chi_Minh",
        BABEL_TRANSLATION_DIRECTORIES=";".join(str(folder) for folder in folders),
    )
    Babel(app, locale_selector=choose)
    app.jinja_env.filters.update(
        date=date_text,
        time=time_text,
        datetime=datetime_text,
        weekday=weekday_text,
        number=number_text,
        money=money_text,
        money_full=money_full,
    )
    app.jinja_env.globals.update(span=span_text, LANGUAGES=LANGUAGES)
    app.jinja_env.add_extension("jinja2.ext.i18n")
