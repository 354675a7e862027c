"""Who has a need, as strangers may read it."""

from __future__ import annotations

from app.accounts import provinces
from app.catalogue.models import Need
from app.catalogue.states import Confidentiality
from app.core.i18n import _, _l

_ASKERS = {
    "COOP": _l("a cooperative in %(province)s"),
    "HOUSE": _l("a household business in %(province)s"),
    "INST": _l("a research institute in %(province)s"),
    "UNIV": _l("a university in %(province)s"),
    "CENTER": _l("a public service unit in %(province)s"),
    "STATE": _l("a state agency in %(province)s"),
    "ASSOC": _l("an association in %(province)s"),
    "SCHOOL": _l("a school in %(province)s"),
    "INDIV": _l("a person in %(province)s"),
}


def asker(need: Need) -> str:
    """The organisation's name if the need is public, else what kind of it is where.

    The place is the need's, not the organisation's: that one might tell too much.
    """
    if need.confidentiality is Confidentiality.PUBLIC:
        return need.organisation.name
    kind = _ASKERS.get(need.organisation.org_type)
    place = provinces.short(need.province)
    if kind is None:
        return _("an enterprise in %(province)s", province=place)
    return str(kind) % {"province": place}
