"""Addresses, what is typed, and what is kept afterwards."""

import io

from PIL import Image
from sqlalchemy import func, select

from app.core import files
from app.core.db import db
from app.registrations.models import Registration
from app.registrations.own import link
from app.registrations.questions import answers
from app.registrations.questions.models import SignUpAnswer

MEALS = [("Ăn chay", "Vegetarian"), ("Ăn mặn", "Meat")]


def desk(event, rest=""):
    return f"/events/{event.slug}/desk/questions{rest}"


def register(event):
    return f"/events/{event.slug}/register"


def fields(category, **more):
    return {
        "category": category.id,
        "name": "Nguyễn Thị Minh Hà",
        "email": "ha@example.org",
        "consents": ["event_operations"],
    } | more


def picture():
    out = io.BytesIO()
    Image.new("RGB", (4, 4)).save(out, "PNG")
    return out.getvalue()


def own_url(registration, rest=""):
    return f"/r/{link.token_of(registration.code, registration.link_nonce)}{rest}"


def said(registration):
    return {answer.label: answers.shown(answer) for answer in answers.of(registration.id)}


def the_one():
    return db.session.scalars(select(Registration)).one()


def number_of_answers():
    return db.session.scalar(select(func.count(SignUpAnswer.id)))


def kept_files():
    folder = files.path_of("answers/x").parent
    return sorted(folder.glob("*")) if folder.is_dir() else []
