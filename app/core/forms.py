"""Forms: fields that speak the users' dates, money and phones, and say how to put things right."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

import phonenumbers
import wtforms
from email_validator import EmailNotValidError, validate_email
from flask import g, request
from flask_wtf import FlaskForm
from flask_wtf.form import _Auto
from werkzeug.datastructures import MultiDict
from wtforms.validators import StopValidation, ValidationError

from app.core import clock, words
from app.core.errors import Refused
from app.core.i18n import _, _l, number_text
from app.core.text import clean, whole

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}


class Required:
    """Something must be typed; says so in the user's words."""

    field_flags = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Please fill this in.")

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        raw = field.raw_data
        if not raw or all(isinstance(v, str) and not v.strip() for v in raw):
            field.errors = []
            raise StopValidation(str(self.message))


class MaxLength:
    def __init__(self, most: int) -> None:
        self.most = most
        self.field_flags = {"maxlength": most}

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        if field.data and len(field.data) > self.most:
            raise ValidationError(
                _(
                    "At most %(most)d characters; this has %(has)d.",
                    most=self.most,
                    has=len(field.data),
                )
            )


class Between:
    """A number within bounds (either may be None)."""

    def __init__(self, least: float | None = None, most: float | None = None) -> None:
        self.least, self.most = least, most

    def __call__(self, form: Any, field: wtforms.Field) -> None:
        if field.data is None:
            return
        if self.least is not None and field.data < self.least:
            raise ValidationError(_("Not less than %(least)s.", least=number_text(self.least)))
        if self.most is not None and field.data > self.most:
            raise ValidationError(_("Not more than %(most)s.", most=number_text(self.most)))


class TextField(wtforms.StringField):
    """One line, cleaned (NFC, no control characters). Empty is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = valuelist[0].replace("\0", "")  # what is refused is shown again
            try:
                self.data = clean(valuelist[0]) or None
            except ValueError as trouble:
                raise ValueError(_("This contains characters that cannot be stored.")) from trouble


class TextAreaField(wtforms.TextAreaField):
    """Several lines, cleaned line by line. Empty is None."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = valuelist[0].replace("\0", "")  # what is refused is shown again
            lines = valuelist[0].replace("\r\n", "\n").replace("\r", "\n").split("\n")
            try:
                self.data = "\n".join(clean(line) for line in lines).strip() or None
            except ValueError as trouble:
                raise ValueError(_("This contains characters that cannot be stored.")) from trouble


class EmailField(TextField):
    """An address, folded (case, IDNA) so that the same mailbox is the same text."""

    widget = wtforms.widgets.EmailInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = email_or_error(self.data)


def email_or_error(text: str) -> str:
    """The folded address. Raises ValueError with a sentence that says what to do."""
    try:
        found = validate_email(text.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError as trouble:
        raise ValueError(_("This is not a complete e-mail address, like ten@vidu.vn.")) from trouble
    address = (found.ascii_email or found.normalized).lower()
    if len(address) > 254:
        raise ValueError(_("This is not a complete e-mail address, like ten@vidu.vn."))
    return address


class PhoneField(TextField):
    """A phone number, kept as E.164 (+84…); numbers of other countries begin with +."""

    widget = wtforms.widgets.TelInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            self.data = phone_or_error(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return phone_text(self.data) if self.data else ""


def phone_or_error(text: str) -> str:
    """The number as E.164. Raises ValueError with a sentence that says what to do."""
    digits = "".join(c for c in text if c.isdigit())
    mobile = text.strip().startswith("0") and digits[:2] in {"03", "05", "07", "08", "09"}
    if mobile and len(digits) != 10:
        raise ValueError(_("Mobile numbers have 10 digits; this one has %(has)d.", has=len(digits)))
    try:
        number = phonenumbers.parse(text, "VN")
    except phonenumbers.NumberParseException as trouble:
        raise ValueError(_("This is not a phone number, like 0912 345 678.")) from trouble
    if not phonenumbers.is_possible_number(number):
        raise ValueError(_("This is not a phone number, like 0912 345 678."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def phone_text(e164: str | None) -> str:
    """A stored number as people read it: 0912 345 678."""
    if not e164:
        return ""
    try:
        number = phonenumbers.parse(e164, "VN")
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code == 84:
        digits = "0" + str(number.national_number)
        if len(digits) == 10:
            return f"{digits[:4]} {digits[4:7]} {digits[7:]}"
        return digits
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def parse_date(text: str) -> date:
    """A date typed as 3/12/2026, 03-12-2026, 03.12.2026 or 2026-12-03."""
    text = text.strip().replace("-", "/").replace(".", "/")
    for shape in ("%d/%m/%Y", "%Y/%m/%d", "%d/%m/%y"):
        try:
            found = datetime.strptime(text, shape).date()
        except ValueError:
            continue
        if 1900 <= found.year <= 2200:
            return found
    raise ValueError(_("Dates look like 03/12/2026."))


class DateField(wtforms.Field):
    """A date as dd/mm/yyyy."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.strftime("%d/%m/%Y") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = parse_date(valuelist[0])


class DateTimeField(wtforms.Field):
    """A local date and time as dd/mm/yyyy HH:MM; the data is an aware moment."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return clock.local(self.data).strftime("%d/%m/%Y %H:%M") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        day, _space, hour = valuelist[0].strip().replace("T", " ").partition(" ")
        try:
            at = datetime.strptime(hour.strip().replace("h", ":"), "%H:%M").time()
            self.data = datetime.combine(parse_date(day), at, clock.VN)
        except ValueError as trouble:
            raise ValueError(_("Date and time look like 03/12/2026 08:30.")) from trouble


class TimeField(wtforms.Field):
    """A local time as HH:MM; the data is that text."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else (self.data or "")

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            text = valuelist[0].strip().lower().replace("h", ":").replace(".", ":")
            text = text + "00" if text.endswith(":") else text
            try:
                self.data = datetime.strptime(text, "%H:%M").strftime("%H:%M")
            except ValueError as trouble:
                raise ValueError(_("Times look like 08:30.")) from trouble


class MoneyField(wtforms.Field):
    """An amount in VND, typed as "1.500.000", "480 triệu", "8,46 tỷ"; an integer."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:,}".replace(",", ".") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            self.data = parse_money(valuelist[0])


def parse_money(text: str) -> int:
    """VND from what people type. Raises ValueError with an example."""
    raw = text.lower().replace("vnd", "").replace("đồng", "").replace("đ", "").strip()
    factor = 1
    for word, times in (
        ("tỷ", 10**9),
        ("tỉ", 10**9),
        ("ty", 10**9),
        ("triệu", 10**6),
        ("tr", 10**6),
    ):
        if raw.endswith(word):
            raw, factor = raw[: -len(word)].strip(), times
            break
    raw = raw.replace(" ", "").replace("\u00a0", "")
    raw = raw.replace(",", ".") if factor > 1 else raw.replace(".", "").replace(",", "")
    try:
        amount = round(float(raw) * factor) if factor > 1 else int(raw)
    except (ValueError, OverflowError) as trouble:
        raise ValueError(_("Amounts look like 480 triệu or 1.500.000.")) from trouble
    if not 0 <= amount <= 10**15:
        raise ValueError(_("Amounts look like 480 triệu or 1.500.000."))
    return amount


class WholeField(wtforms.Field):
    """A whole number, or None."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data) if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = int(valuelist[0].replace(".", "").replace(" ", ""))
            except ValueError as trouble:
                raise ValueError(_("A whole number, please.")) from trouble
            if abs(self.data) > 10**12:
                raise ValueError(_("A whole number, please."))


class DecimalField(wtforms.Field):
    """A number with a comma or a point, or None; a float."""

    widget = wtforms.widgets.TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:g}".replace(".", ",") if self.data is not None else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = float(valuelist[0].strip().replace(",", "."))
            except ValueError as trouble:
                raise ValueError(_("A number, please, like 2,5.")) from trouble
            if not abs(self.data) < 1e9:
                raise ValueError(_("A number, please, like 2,5."))


class ChoiceField(wtforms.SelectField):
    """One of several. `choices` [(value, label)]; an empty choice gives None."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("coerce", lambda v: v or None)
        super().__init__(*args, **kwargs)

    def pre_validate(self, form: Any) -> None:
        known = {None if value == "" else value for value, *_rest in self.iter_choices()}
        if self.data not in known and str(self.data) not in {str(k) for k in known}:
            raise ValidationError(_("Please choose one of these."))


class Rows(wtforms.FieldList):
    """Rows of fields, `name-0-…`: only plain digits number one, whatever is sent."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Iterator[int]:
        for key in formdata:
            number, _dash, _field = key.removeprefix(f"{prefix}-").partition("-")
            if key.startswith(f"{prefix}-") and (index := whole(number)) is not None:
                yield index


class _OwnWords:
    """What the form library says by itself, in our words and in the user's language."""

    def gettext(self, text: str) -> str:
        asked_for_one = text in {"Not a valid choice.", "Invalid Choice: could not coerce."}
        return _("Please choose one of these.") if asked_for_one else text

    def ngettext(self, one: str, many: str, number: int) -> str:
        return one if number == 1 else many


class BaseForm(FlaskForm):
    """What every form shares: refusals become its errors, and what was typed stays."""

    #: The fields that stand first on the page, where those of a shared form would come before them:
    #: the list of mistakes leads down the page, not up and down.
    order: ClassVar[Sequence[str]] = ()

    class Meta(FlaskForm.Meta):
        def get_translations(self, form: Any) -> _OwnWords:
            return _OwnWords()

        def wrap_formdata(self, form: BaseForm, formdata: Any) -> Any:
            """What was sent: texts for the fields that take text, files for those that take
            files. Whatever else a program sends (JSON, a file for a name) was left empty."""
            if formdata is not _Auto:
                return formdata
            return form.sent() if request.method in UNSAFE else None

    def __iter__(self) -> Iterator[wtforms.Field]:
        first = [self._fields[name] for name in self.order if name in self._fields]
        return iter([*first, *(field for field in self._fields.values() if field not in first)])

    def sent(self) -> MultiDict[str, Any]:
        """The request's texts and files by the kind of field they were sent for."""
        takes_files = {
            name for name, field in self._fields.items() if isinstance(field, wtforms.FileField)
        }
        kept: MultiDict[str, Any] = MultiDict(
            (name, text) for name, text in request.form.items(multi=True) if name not in takes_files
        )
        for name, file in request.files.items(multi=True):
            if name in takes_files:
                kept.add(name, file)
        return kept

    def submitted(self) -> bool:
        """The form was sent and holds no mistake."""
        return bool(self.validate_on_submit())

    def refuse(self, refusal: Refused, field: str | None = None) -> None:
        """Show a refusal at the field it is about (`refusal.details["field"]`), or above."""
        if refusal.code == "changed_meanwhile":
            g.conflict = True  # the answer is 409, whatever else the page says
        name = field or refusal.details.get("field")
        sentence = words.say(refusal)
        target = self._fields.get(str(name)) if name else None
        if target is not None:
            target.errors = [*target.errors, sentence]
        else:
            above: list[str] = list(getattr(self, "form_errors", []))
            self.form_errors = [*above, sentence]

    @property
    def was_sent(self) -> bool:
        return request.method == "POST"


def choices(labels: dict[Any, Any], empty: Any = None) -> Sequence[tuple[Any, Any]]:
    """Choices of an enum's labels, with an empty first one when `empty` is given."""
    found = [(getattr(key, "value", key), label) for key, label in labels.items()]
    return [("", empty), *found] if empty is not None else found
