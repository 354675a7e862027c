"""The design of badges as the office types it, and which badges to print."""

from __future__ import annotations

import wtforms
from flask_wtf.file import FileField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core.forms import BaseForm, ChoiceField, MaxLength, TextAreaField
from app.core.i18n import _, _l
from app.registrations import queries
from app.registrations.badges.design import MOST_BACK, Back, Design, Paper, Part, QrPlace, Size

SIZES = [
    (Size.A6.value, _l("A6, upright (105 × 148 mm)")),
    (Size.A6_WIDE.value, _l("A6, wide (148 × 105 mm)")),
    (Size.A7.value, _l("A7, upright (74 × 105 mm)")),
    (Size.CARD.value, _l("Card (86 × 54 mm), as a bank card")),
]
PARTS = [
    (Part.EVENT.value, _l("Name and days of the event, with the logo")),
    (Part.ORGANISATION.value, _l("Organisation")),
    (Part.CATEGORY.value, _l("Category, on its colour")),
    (Part.CODE.value, _l("Registration code")),
]
PLACES = [
    (QrPlace.BELOW.value, _l("Below the name (on a wide card: right)")),
    (QrPlace.LEFT.value, _l("On the left")),
    (QrPlace.RIGHT.value, _l("On the right")),
]
BACKS = [
    (Back.NONE.value, _l("Nothing")),
    (Back.SAME.value, _l("The same as in front, so that it may turn on its string")),
    (Back.WORDS.value, _l("Words of ours: programme, Wi-Fi, hotline")),
]


class SheetForm(BaseForm):
    """Which badges, on which paper."""

    which = wtforms.RadioField(
        _l("Which badges"),
        choices=[("new", _l("Only those never printed")), ("all", _l("All valid badges"))],
        default="new",
    )
    category = ChoiceField(_l("Category"))
    layout = wtforms.RadioField(
        _l("Paper"),
        choices=[
            (Paper.A4.value, _l("A4, as many badges to a sheet as fit, to be cut")),
            (Paper.CARD.value, _l("One badge to a page, for a badge printer")),
        ],
        default=Paper.A4.value,
    )

    def __init__(self, event_id: int) -> None:
        super().__init__()
        self.category.choices = [
            ("", _("all categories")),
            *((each.code, queries.category_name(each)) for each in queries.categories_of(event_id)),
        ]


AGAIN = {
    "lost": _l("lost"),
    "damaged": _l("damaged, or the printer jammed"),
    "wrong": _l("something on it was wrong"),
}


class AgainForm(BaseForm):
    """Why a badge is printed a second time."""

    reason = wtforms.RadioField(_l("Why again?"), choices=list(AGAIN.items()))

    def words(self) -> str:
        return str(AGAIN[self.reason.data])


class DesignForm(BaseForm):
    """Size, parts, place of the QR code, logo, back."""

    size = wtforms.RadioField(_l("Size of the card"), choices=SIZES, default=Size.A6.value)
    qr = wtforms.RadioField(_l("QR code"), choices=PLACES, default=QrPlace.BELOW.value)
    parts = wtforms.SelectMultipleField(
        _l("Shown besides name and QR code"),
        choices=PARTS,
        default=[part.value for part in Part],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    logo = FileField(
        _l("Logo"), description=_l("PNG, JPEG or WebP; stands at the top left. White behind it.")
    )
    without_logo = wtforms.BooleanField(_l("Take the logo away"))
    back = wtforms.RadioField(_l("Back side"), choices=BACKS, default=Back.NONE.value)
    back_words = TextAreaField(
        _l("Words on the back"),
        [MaxLength(MOST_BACK)],
        description=_l("Up to 600 characters; line breaks are kept."),
    )
    version = wtforms.HiddenField(default="0")

    def design(self, logo: str) -> Design:
        """What was typed, with a logo that is kept already."""
        return Design(
            size=Size(self.size.data),
            qr=QrPlace(self.qr.data),
            parts=frozenset(Part(name) for name in self.parts.data or []),
            back=Back(self.back.data),
            back_words=self.back_words.data or "",
            logo=logo,
        )
