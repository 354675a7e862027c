"""The shell's templates: every macro renders, icons exist, errors say what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
import wtforms
from flask import Flask, g, render_template
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import forms
from app.core.hooks import Chapter
from app.core.lists import Page

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = [path for path in ROOT.glob("app/**/*.html") if "templates" in path.parts]


class SampleForm(forms.BaseForm):
    """One field of every kind the macros know, as the style guide names them."""

    name = forms.TextField("Họ và tên", [forms.Required()])
    phone = forms.PhoneField("Điện thoại", [forms.Required()], description="Ít nhất một.")
    email = forms.EmailField("E-mail")
    day = forms.DateField("Ngày cần trước")
    province = forms.ChoiceField("Tỉnh", choices=[(str(n), f"Tỉnh {n}") for n in range(20)])
    kind = forms.ChoiceField("Loại", choices=[("a", "Doanh nghiệp"), ("b", "Viện, trường")])
    about = forms.TextAreaField("Mô tả")
    category = wtforms.RadioField(
        "Tư cách",
        choices=[
            ("v", "Khách", {"hint": "Xem", "tag": "còn 412", "kind": "ok"}),
            ("d", "Đại biểu"),
        ],
    )
    days = wtforms.SelectMultipleField(
        "Ngày",
        choices=[("3", "03/12"), ("4", "04/12")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    file = wtforms.FileField("Tệp")
    agree = wtforms.BooleanField("Đồng ý", [forms.Required("Thiếu ô này.")])
    news = wtforms.BooleanField("Nhận tin")


@dataclass
class Work:
    code: str
    state: str
    title: str = "In thẻ"
    note: str | None = None
    error: str | None = None
    done_count: int = 28
    total_count: int | None = 60
    cancel_asked: bool = False
    file_name: str | None = None
    back_url: str | None = None


def style_guide(app: Flask, address: str = "/") -> str:
    sent = {
        "phone": "0990 000 12",
        "name": "Nguyễn An",
        "category": "v",
        "kind": "a",
        "province": "1",
    }
    with app.test_request_context(address, method="POST", data=sent):
        app.preprocess_request()
        g.event = SimpleNamespace(
            slug="tm",
            name="Techmart",
            name_en=None,
            starts_on=date(2026, 12, 3),
            ends_on=date(2026, 12, 5),
        )
        form = SampleForm()
        form.validate()
        person = SimpleNamespace(
            name="Nguyễn An", code="A1", organisation="", category="", at="", status="", kind="ok"
        )
        return render_template(
            "styleguide.html",
            form=form,
            page=Page([person], 813, 3, 17, 50, "name", False, "", {}),
            thread=[Chapter("plan", "Kế hoạch", "/p", "done"), Chapter("x", "Xong", None, "ahead")],
            job=Work("ABC", "running"),
            done_job=Work("DEF", "done", file_name="the.pdf", back_url="/x"),
        )


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_macro_renders_and_forms_keep_what_was_typed(app, language):
    page = style_guide(app, f"/?lang={language}")

    assert f'<html lang="{language}"' in page
    assert 'value="0990 000 12"' in page
    assert 'aria-describedby="phone-error phone-hint"' in page
    assert '<a href="#phone">Điện thoại</a>' in page
    assert 'id="category-0" name="category" value="v" checked' in page
    assert f'href="/?lang={language}&amp;sort=-name"' in page
    assert "style=" not in page and "onclick" not in page and "<script>" not in page


@pytest.mark.parametrize(
    ("language", "sentence"), [("vi", "Cần sửa 2 chỗ"), ("en", "Put 2 things right")]
)
def test_mistakes_are_counted_in_the_readers_language(app, language, sentence):
    assert sentence in style_guide(app, f"/?lang={language}")


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 422, 429, 500, 503])
def test_an_error_page_says_what_to_do_and_gives_the_code(app, code):
    with app.test_request_context("/"):
        app.preprocess_request()
        page = render_template("error.html", code=code, request_id="K7Q2")

    assert f"Lỗi {code}" in page and "K7Q2" in page
    assert re.search(r"(Chưa|vẫn còn|Xem lại)", page)


def test_icons_named_in_templates_stand_in_the_sprite():
    known = set((ROOT / "static" / "icons.txt").read_text("utf-8").split("\n"))
    named = {
        (name, path.name)
        for path in TEMPLATES
        for name in re.findall(r"\bicon\(\s*\"([a-z0-9-]+)\"", path.read_text("utf-8"))
    }

    assert [(name, file) for name, file in sorted(named) if name not in known] == []
