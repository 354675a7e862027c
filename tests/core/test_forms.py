"""What a form takes from a request: texts for text, files for files, and nothing else."""

from __future__ import annotations

from io import BytesIO

import pytest
import wtforms
from werkzeug.datastructures import FileStorage

from app.core.forms import BaseForm, TextField


class Both(BaseForm):
    name = TextField()
    paper = wtforms.FileField()


@pytest.fixture
def made(app):
    """The form as a request makes it."""

    def do(**request):
        with app.test_request_context("/", method="POST", **request):
            return Both(data={"name": "before"})

    return do


def test_texts_and_files_go_where_they_belong(made):
    form = made(data={"name": "Lê An", "paper": (BytesIO(b"x"), "a.pdf")})
    assert (form.name.data, form.paper.data.filename) == ("Lê An", "a.pdf")


def test_a_file_for_a_text_and_a_text_for_a_file_are_left_out(made):
    form = made(data={"name": (BytesIO(b"x"), "a.pdf"), "paper": "x"})
    assert not isinstance(form.name.data, FileStorage)
    assert not form.paper.data
    assert not form.name.raw_data


@pytest.mark.parametrize("body", [{"name": {"a": 1}}, [["name", "x"]], "x", None])
def test_json_is_no_form(made, body):
    form = made(json=body)
    assert not form.name.raw_data
