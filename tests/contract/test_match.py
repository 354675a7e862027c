"""Matching a set that only names itself."""

import json

SET = {
    "needs": [
        {
            "id": "N1",
            "title": "Bảo quản cam tươi lâu hơn sau thu hoạch",
            "description": "Hợp tác xã hao hụt cam sau thu hoạch, cần màng phủ hoặc kho lạnh.",
            "fields": ["f1"],
            "org": "Hợp tác xã Thử (giả định)",
            "province": "Nghệ An",
        },
        {
            "id": "N2",
            "title": "Xu ly nuoc thai mam ca",
            "description": "Nuoc thai man, can cong nghe xu ly vi sinh chiu man.",
            "fields": ["f2"],
        },
        {"id": "N3", "title": "Zzz qqq", "description": "Xxx www.", "fields": []},
    ],
    "technologies": [
        {
            "id": "T1",
            "title": "Màng phủ sinh học bảo quản cam và quả có múi",
            "description": "Màng phủ ăn được, giảm hao hụt sau thu hoạch của cam, bưởi.",
            "fields": ["f1"],
            "trl": 8,
            "org": "Viện Thử (giả định)",
            "province": "Hà Nội",
        },
        {
            "id": "T2",
            "title": "Chế phẩm vi sinh chịu mặn xử lý nước thải chế biến thủy sản",
            "description": "Xử lý nước thải mặn của cơ sở làm nước mắm.",
            "fields": ["f2"],
            "trl": 7,
        },
        {
            "id": "T3",
            "title": "Rô bốt hàn khung thép",
            "description": "Tay máy sáu trục hàn tự động trong xưởng cơ khí.",
            "fields": ["f3"],
            "trl": 9,
        },
    ],
}


def ranked(house, tmp_path, asked: dict) -> dict:
    (tmp_path / "set.json").write_text(json.dumps(asked, ensure_ascii=False), "utf-8")
    house.ok("match", tmp_path / "set.json", tmp_path / "run.json")
    return json.loads((tmp_path / "run.json").read_text("utf-8"))


def test_needs_are_ranked_with_reasons_and_nothing_is_forced(house, tmp_path):
    run = ranked(house, tmp_path, SET)

    assert run.keys() == {"N1", "N2", "N3"}
    assert [run["N1"][0][0], run["N2"][0][0]] == ["T1", "T2"]
    assert run["N3"] == []
    for rows in run.values():
        assert len(rows) <= 20
        assert [row[1] for row in rows] == sorted((row[1] for row in rows), reverse=True)
        assert all(isinstance(row[2], str) and row[2].strip() for row in rows)


def test_at_most_twenty_are_named(house, tmp_path):
    fitting, other = SET["technologies"][0], SET["technologies"][2]
    many = [fitting | {"id": f"F{number}"} for number in range(30)]
    many += [other | {"id": f"O{number}"} for number in range(70)]
    run = ranked(house, tmp_path, {"needs": SET["needs"][:1], "technologies": many})

    named = [row[0] for row in run["N1"]]
    assert len(set(named)) == len(named) == 20
    assert all(name.startswith("F") for name in named)


def test_what_is_no_set_exits_2(house, tmp_path):
    (tmp_path / "set.json").write_text('{"needs": 3}')
    outcome = house.run("match", tmp_path / "set.json", tmp_path / "run.json")

    assert outcome.code == 2
    assert len(outcome.err.strip().splitlines()) == 1
    assert not (tmp_path / "run.json").exists()
