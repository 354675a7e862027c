"""Which columns a table of each kind has, what they are called and what may stand in them.

The same list makes the template, reads an import and writes an export, so that what was
exported can be imported again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core import ids
from app.core.i18n import _l
from app.core.text import fold


class Kind(StrEnum):
    """What a table holds; the values stand in addresses."""

    ORGANISATIONS = "organisations"
    TECHNOLOGIES = "technologies"
    NEEDS = "needs"
    EXPERTS = "experts"


class Holds(StrEnum):
    """How the cells of a column are read (rows.READERS)."""

    CODE = "code"
    LINE = "line"
    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    TAX_CODE = "tax_code"
    FIELD = "field"
    FIELDS = "fields"
    ORG_TYPE = "org_type"
    PROVINCE = "province"
    TRANSFER_FORM = "transfer_form"
    IP_KIND = "ip_kind"
    IP_STATUS = "ip_status"
    MONEY = "money"
    WHOLE = "whole"
    DECIMAL = "decimal"
    TRL = "trl"
    DAY = "day"
    FLAG = "flag"
    LANGUAGE = "language"
    LANGUAGES = "languages"
    GENDER = "gender"
    NEED_STATE = "need_state"
    CONFIDENTIALITY = "confidentiality"
    SOURCE = "source"


@dataclass(frozen=True)
class Column:
    """One column. `name` is its head in data files, `title` in sheets people read."""

    name: str
    title: Any
    holds: Holds
    required: bool = False
    most: int = 0  # characters; 0: no limit of its own
    aliases: tuple[str, ...] = ()  # other heads it is known by, Vietnamese and English
    hint: Any = None


def _column(name: str, title: Any, holds: Holds, *aliases: str, **more: Any) -> Column:
    return Column(name, title, holds, aliases=aliases, **more)


_ORGANISATIONS = (
    _column("code", _l("Code"), Holds.CODE, "mã", "mã tổ chức", most=20,
            hint=_l("empty: the next free one")),
    _column("name_vi", _l("Name"), Holds.LINE, "tên", "tên đơn vị", "tên tổ chức", "đơn vị",
            "name", "org_name", required=True, most=200),
    _column("short_name", _l("Short name"), Holds.LINE, "tên viết tắt", "tên ngắn", most=80),
    _column("name_en", _l("Name in English"), Holds.LINE, "tên tiếng anh", most=200),
    _column("org_type", _l("Type of organisation"), Holds.ORG_TYPE, "loại hình",
            "loại hình tổ chức", required=True, hint=_l("code or name, like ENT or COOP")),
    _column("tax_code", _l("Tax code"), Holds.TAX_CODE, "mã số thuế", "mst", most=14),
    _column("province", _l("Province"), Holds.PROVINCE, "tỉnh", "tỉnh/thành phố", "tỉnh thành",
            required=True, hint=_l("code or name, like 40 or Nghệ An")),
    _column("address", _l("Address"), Holds.LINE, "địa chỉ", most=300),
    _column("email", _l("E-mail"), Holds.EMAIL, "email", "thư điện tử"),
    _column("phone", _l("Phone"), Holds.PHONE, "điện thoại", "số điện thoại", "sđt"),
    _column("website", _l("Website"), Holds.LINE, "trang web", most=300),
    _column("contact_name", _l("Contact person"), Holds.LINE, "người liên hệ", most=120),
    _column("contact_title", _l("Position"), Holds.LINE, "chức vụ", "chức danh", most=120),
    _column("language", _l("Language of letters"), Holds.LANGUAGE, "ngôn ngữ", "ngôn ngữ thư",
            hint=_l("vi or en; empty: vi")),
)  # fmt: skip

_OWNER = (
    _column("org_code", _l("Code of the organisation"), Holds.CODE, "mã đơn vị", "mã tổ chức",
            most=20, hint=_l("or the name in the next column")),
    _column("org_name", _l("Organisation"), Holds.LINE, "đơn vị", "tên đơn vị", "tổ chức",
            "đơn vị chào bán", "đơn vị có nhu cầu", "cơ quan", most=200),
)  # fmt: skip

_TECHNOLOGIES = (
    _column("code", _l("Code"), Holds.CODE, "mã", "mã công nghệ", most=20),
    _column("title_vi", _l("Name of the technology"), Holds.LINE, "tên công nghệ",
            "tên công nghệ, thiết bị", "tên", "title", required=True, most=300),
    _column("title_en", _l("Name in English"), Holds.LINE, "tên tiếng anh", most=300),
    _column("description_vi", _l("Description"), Holds.TEXT, "mô tả", "mô tả quy trình",
            "description", required=True, most=10_000),
    _column("advantages", _l("Advantages"), Holds.TEXT, "ưu điểm", most=10_000),
    _column("applications", _l("Where it is used"), Holds.TEXT, "phạm vi áp dụng", "ứng dụng",
            most=10_000),
    _column("field", _l("Field"), Holds.FIELD, "lĩnh vực", required=True),
    _column("trl", _l("TRL"), Holds.TRL, "mức trl", "mức độ sẵn sàng", "mức sẵn sàng",
            required=True),
    _column("ip_kind", _l("Protection"), Holds.IP_KIND, "quyền shtt", "loại quyền shtt"),
    _column("ip_status", _l("State of protection"), Holds.IP_STATUS, "tình trạng shtt"),
    _column("ip_number", _l("Number of protection"), Holds.LINE, "số bằng", most=40),
    *_OWNER,
    _column("province", _l("Province"), Holds.PROVINCE, "tỉnh", "tỉnh/thành phố"),
    _column("transfer_form", _l("Form of transfer"), Holds.TRANSFER_FORM, "hình thức chuyển giao"),
    _column("price_vnd", _l("Price (VND)"), Holds.MONEY, "giá", "giá chào bán", "giá (đồng)",
            hint=_l("empty: negotiable")),
    _column("booth_width_m", _l("Width of the booth (m)"), Holds.DECIMAL, "chiều rộng gian (m)"),
    _column("power_kw", _l("Power (kW)"), Holds.DECIMAL, "công suất điện (kw)", "công suất"),
    _column("needs_water", _l("Needs water"), Holds.FLAG, "cần nước", "cấp nước"),
    _column("needs_internet", _l("Needs internet"), Holds.FLAG, "cần internet", "internet"),
    _column("publish_ok", _l("May be published"), Holds.FLAG, "được phép công bố"),
)  # fmt: skip

_NEEDS = (
    _column("code", _l("Code"), Holds.CODE, "mã", "mã nhu cầu", most=20),
    _column("title_vi", _l("Name of the need"), Holds.LINE, "tên nhu cầu", "nhu cầu", "title",
            required=True, most=300),
    _column("description_vi", _l("Problem to solve"), Holds.TEXT, "vấn đề cần giải quyết",
            "thực trạng", "mô tả", "description", required=True, most=10_000),
    _column("requirements", _l("Technical requirements"), Holds.TEXT, "yêu cầu kỹ thuật",
            most=10_000),
    _column("scale", _l("Scale"), Holds.LINE, "quy mô", "quy mô, công suất", most=300),
    _column("field", _l("Field"), Holds.FIELD, "lĩnh vực", required=True),
    _column("province", _l("Place of use"), Holds.PROVINCE, "tỉnh", "nơi triển khai",
            "tỉnh/thành phố", required=True),
    _column("hub", _l("Hub"), Holds.CODE, "điểm kết nối", most=20),
    *_OWNER,
    _column("contact_name", _l("Contact person"), Holds.LINE, "người liên hệ", most=120),
    _column("contact_phone", _l("Contact phone"), Holds.PHONE, "điện thoại", "sđt"),
    _column("contact_email", _l("Contact e-mail"), Holds.EMAIL, "email"),
    _column("budget_min_vnd", _l("Budget from (VND)"), Holds.MONEY, "kinh phí từ",
            "kinh phí tối thiểu"),
    _column("budget_max_vnd", _l("Budget to (VND)"), Holds.MONEY, "kinh phí đến",
            "kinh phí tối đa", "kinh phí", "kinh phí dự kiến"),
    _column("desired_trl_min", _l("Least TRL"), Holds.TRL, "trl tối thiểu"),
    _column("desired_transfer_form", _l("Form of transfer wanted"), Holds.TRANSFER_FORM,
            "hình thức mong muốn"),
    _column("needs_expert", _l("Wants an expert"), Holds.FLAG, "cần chuyên gia"),
    _column("received_on", _l("Received on"), Holds.DAY, "ngày tiếp nhận", "ngày nhận",
            required=True),
    _column("needed_by", _l("Needed by"), Holds.DAY, "cần trước ngày", "thời gian cần"),
    _column("status", _l("State"), Holds.NEED_STATE, "tình trạng", "trạng thái", "state"),
    _column("confidentiality", _l("Confidentiality"), Holds.CONFIDENTIALITY, "mức độ bảo mật",
            "bảo mật"),
    _column("source", _l("Source"), Holds.SOURCE, "nguồn tiếp nhận"),
    _column("resolved_on", _l("Resolved on"), Holds.DAY, "ngày giải quyết"),
)  # fmt: skip

_EXPERTS = (
    _column("code", _l("Code"), Holds.CODE, "mã", "mã chuyên gia", most=20),
    _column("full_name", _l("Full name"), Holds.LINE, "họ và tên", "họ tên", "name",
            required=True, most=120),
    _column("academic_title", _l("Academic title"), Holds.LINE, "học hàm, học vị", "học hàm",
            "học vị", most=20),
    _column("gender", _l("Gender"), Holds.GENDER, "giới tính"),
    *_OWNER,
    _column("province", _l("Province"), Holds.PROVINCE, "tỉnh", "tỉnh/thành phố", required=True),
    _column("hub", _l("Hub"), Holds.CODE, "điểm kết nối", most=20),
    _column("fields", _l("Fields"), Holds.FIELDS, "lĩnh vực", required=True,
            hint=_l("several: divided by ;")),
    _column("expertise_vi", _l("Can advise on"), Holds.TEXT, "năng lực tư vấn", "chuyên môn",
            "expertise", required=True, most=5_000),
    _column("years_experience", _l("Years of experience"), Holds.WHOLE, "số năm kinh nghiệm"),
    _column("languages", _l("Languages"), Holds.LANGUAGES, "ngôn ngữ"),
    _column("email", _l("E-mail"), Holds.EMAIL, "email"),
    _column("phone", _l("Phone"), Holds.PHONE, "điện thoại", "sđt"),
    _column("consent_public_profile", _l("Profile may be public"), Holds.FLAG, "công khai hồ sơ"),
)  # fmt: skip

COLUMNS: dict[Kind, tuple[Column, ...]] = {
    Kind.ORGANISATIONS: _ORGANISATIONS,
    Kind.TECHNOLOGIES: _TECHNOLOGIES,
    Kind.NEEDS: _NEEDS,
    Kind.EXPERTS: _EXPERTS,
}
KINDS = {
    Kind.ORGANISATIONS: _l("Organisations"),
    Kind.TECHNOLOGIES: _l("Technologies"),
    Kind.NEEDS: _l("Needs"),
    Kind.EXPERTS: _l("Experts"),
}


def titles(kind: Kind) -> list[str]:
    """The heads of a table of this kind, in the language of the request."""
    return [str(column.title) for column in COLUMNS[kind]]


def file_name(kind: Kind, hub: str) -> str:
    """What an exported table is called, without its ending: nhu-cau-h01."""
    return f"{ids.slug(str(KINDS[kind]))}-{hub}"


def places(kind: Kind, header: list[str]) -> dict[str, int]:
    """Where each known column stands in a header; unknown heads are passed over.

    Heads are compared folded, by name, title and aliases; the first column of the kind that
    goes by a head takes it, each head once.
    """
    heads = [fold(head.replace("*", " ").replace("_", " ")) for head in header]
    found: dict[str, int] = {}
    taken: set[int] = set()
    for exact in (True, False):  # own names first: an alias of one may be the name of another
        for column in COLUMNS[kind]:
            known = (column.name, str(column.title)) if exact else column.aliases
            wanted = {fold(name.replace("_", " ")) for name in known}
            place = next((i for i, h in enumerate(heads) if h in wanted and i not in taken), None)
            if place is not None and column.name not in found:
                found[column.name] = place
                taken.add(place)
    return found
