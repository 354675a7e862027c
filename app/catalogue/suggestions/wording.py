"""The reasons of a suggestion in the words of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.catalogue import vocabulary
from app.catalogue.matching import Fit
from app.catalogue.models import Need, Technology
from app.catalogue.reasons import Reasons
from app.core.i18n import _, _l, money_text

FITS = {Fit.VERY: _l("fits very well"), Fit.WELL: _l("fits"), Fit.FAR: _l("rather far")}
FIT_TAGS = {Fit.VERY: "ok", Fit.WELL: "info", Fit.FAR: ""}


@dataclass(frozen=True)
class Line:
    """One reason; `good` is False for what speaks against. `words` stand out at the end."""

    text: str
    good: bool = True
    words: tuple[str, ...] = ()


def lines(
    need: Need, technology: Technology, reasons: Reasons, taught: Sequence[Line] = ()
) -> list[Line]:
    """What speaks for and against a technology, the strongest first; `taught` by the hub itself."""
    found = []
    if reasons.shared:
        found.append(Line(_("Both speak of"), words=reasons.shared))
    if reasons.alike:
        pairs = tuple(f"{mine} ~ {theirs}" for mine, theirs in reasons.alike)
        found.append(Line(_("Near in meaning:"), words=pairs))
    if reasons.near:
        found.append(Line(_("Similar in meaning to the need")))
    found.append(_field(need, technology))
    found.append(_readiness(need, technology))
    found += _form(need, technology)
    found.append(_price(need, technology))
    if technology.province == need.province:
        found.append(Line(_("Same province")))
    found += taught
    return [*(line for line in found if line.good), *(line for line in found if not line.good)]


def _field(need: Need, technology: Technology) -> Line:
    if technology.field == need.field:
        return Line(_("Same field"))
    return Line(_("Other field:"), False, (vocabulary.field(technology.field),))


def _readiness(need: Need, technology: Technology) -> Line:
    wanted = need.desired_trl_min
    if wanted is None:
        return Line(_("TRL %(trl)d", trl=technology.trl), technology.trl >= 7)
    if technology.trl > wanted:
        words = _("TRL %(trl)d, above the %(wanted)d asked for", trl=technology.trl, wanted=wanted)
        return Line(words)
    if technology.trl == wanted:
        return Line(_("TRL %(trl)d, as asked for", trl=technology.trl))
    words = _("TRL %(trl)d, below the %(wanted)d asked for", trl=technology.trl, wanted=wanted)
    return Line(words, False)


def _form(need: Need, technology: Technology) -> list[Line]:
    if not need.desired_transfer_form or not technology.transfer_form:
        return []
    name = vocabulary.transfer_form(technology.transfer_form)
    if technology.transfer_form == need.desired_transfer_form:
        return [Line(_("The form asked for:"), words=(name,))]
    return [Line(_("Another form:"), False, (name,))]


def _price(need: Need, technology: Technology) -> Line:
    price, low, high = technology.price_vnd, need.budget_min_vnd, need.budget_max_vnd
    if price is None:
        return Line(_("No price yet"), False)
    said = money_text(price)
    if high is not None and price > high:
        return Line(_("Price %(price)s, above the budget", price=said), False)
    if low is not None and price < low:
        return Line(_("Price %(price)s, below the budget", price=said))
    if low is not None or high is not None:
        return Line(_("Price %(price)s, within the budget", price=said))
    return Line(_("Price %(price)s", price=said))


def sentence(reasons: Reasons) -> str:
    """All reasons in one line, for programs and sheets."""
    parts = []
    named = [*reasons.shared, *(f"{mine} ~ {theirs}" for mine, theirs in reasons.alike)]
    if named:
        parts.append(_("both speak of: %(words)s", words=", ".join(named)))
    if reasons.near:
        parts.append(_("similar in meaning"))
    if reasons.fields:
        parts.append(_("same field"))
    if reasons.trl is not None:
        parts.append(_("TRL %(trl)d", trl=reasons.trl))
    if reasons.same_province:
        parts.append(_("same province"))
    return "; ".join(parts)
