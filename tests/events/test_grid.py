"""The agenda as a table."""

from hypothesis import given
from hypothesis import strategies as st

from app.events.agenda.grid import Cell, Item, lay_out, step_of


def test_a_session_spans_the_rows_it_lasts():
    grid = lay_out([Item("S1", "R1", 8 * 60, 9 * 60 + 30)], ["R1", "R2"], 8 * 60, 10 * 60)

    assert [(row.label, row.cells) for row in grid.rows] == [
        ("8:00", (Cell("R1", 3, ("S1",)), Cell("R2", 1))),
        ("8:30", (Cell("R2", 1),)),
        ("9:00", (Cell("R2", 1),)),
        ("9:30", (Cell("R1", 1), Cell("R2", 1))),
    ]


def test_what_overlaps_shares_a_cell():
    items = [Item("S1", "R1", 480, 540), Item("S2", "R1", 510, 600), Item("S3", "R1", 600, 660)]

    [shared, after] = [
        cell for row in lay_out(items, ["R1"]).rows for cell in row.cells if cell.items
    ]

    assert shared == Cell("R1", 4, ("S1", "S2"))
    assert after == Cell("R1", 2, ("S3",))


def test_the_step_is_the_longest_that_fits():
    assert [
        step_of([Item("S", "R", start, start + 60)]) for start in (480, 495, 490, 485, 481)
    ] == [30, 15, 10, 5, 5]


items = st.builds(
    lambda key, column, starts, length: Item(key, column, starts, min(starts + length, 1440)),
    st.integers(),
    st.sampled_from(["R1", "R2", "R3"]),
    st.integers(0, 1400),
    st.integers(1, 400),
)


@given(st.lists(items, max_size=15, unique_by=lambda item: item.key))
def test_the_table_has_no_holes_and_every_session_once(made):
    columns = ["R1", "R2", "R3"]
    grid = lay_out(made, columns)

    shown = [key for row in grid.rows for cell in row.cells for key in cell.items]
    heights = {
        column: sum(cell.rows for row in grid.rows for cell in row.cells if cell.column == column)
        for column in columns
    }
    assert sorted(shown) == sorted(item.key for item in made)
    assert heights == dict.fromkeys(columns, len(grid.rows))
    begun = {key: row.minute for row in grid.rows for cell in row.cells for key in cell.items}
    assert all(begun[item.key] <= item.starts for item in made)
