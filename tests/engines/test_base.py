"""What both engines share: places in the notebook, and records of cells."""

from __future__ import annotations

import math

import pytest

from autograder.codec import CellDone, CodeCell, Failure
from autograder.engines.base import cell_result, error_of, place_of
from autograder.records import CellStatus, Place

FORM_FEED, SEPARATOR = chr(12), chr(0x2028)
CELLS = (
    CodeCell(0, 1, "x = 1\ny = 2"),
    CodeCell(3, 2, "\n  \n\t\nx = 1\n    y = 2  "),
    CodeCell(4, 3, f"a = 'one{FORM_FEED}two{SEPARATOR}three'\nb = 2\r\nc = 3\rd = 4"),
    CodeCell(5, 4, ""),
    CodeCell(6, 5, "x" * 500),
    CodeCell(7, 6, "\nfor row in rows:\n    f(row)\n\ndef f(x):\n    while x > 0:\n        x = g(x)\n"),
)


@pytest.mark.parametrize(
    ("number", "line", "place"),
    [
        (1, 1, Place(cell_index=0, cell_number=1, line=1, source="x = 1")),
        (1, 2, Place(cell_index=0, cell_number=1, line=2, source="y = 2")),
        (2, 1, Place(cell_index=3, cell_number=2, line=4, source="x = 1")),
        (2, 2, Place(cell_index=3, cell_number=2, line=5, source="y = 2")),
        (3, 2, Place(cell_index=4, cell_number=3, line=2, source="b = 2")),
        (3, 3, Place(cell_index=4, cell_number=3, line=3, source="c = 3")),
        (3, 4, Place(cell_index=4, cell_number=3, line=4, source="d = 4")),
        (5, 1, Place(cell_index=6, cell_number=5, line=1, source="x" * 200)),
        (1, None, Place(cell_index=0, cell_number=1, line=None)),
        (1, 3, Place(cell_index=0, cell_number=1, line=None)),
        (1, 0, Place(cell_index=0, cell_number=1, line=None)),
        (1, -1, Place(cell_index=0, cell_number=1, line=None)),
        (2, 3, Place(cell_index=3, cell_number=2, line=None)),
        (2, 2**63, Place(cell_index=3, cell_number=2, line=None)),
        (4, 1, Place(cell_index=5, cell_number=4, line=None)),
        (0, 1, None),
        (-1, 1, None),
        (7, 1, None),
        (2**63, 1, None),
        (None, 1, None),
        (None, None, None),
    ],
)
def test_a_place_is_a_line_of_the_notebook_or_none(number, line, place):
    """Leading blank lines, which IPython drops, are counted; numbers that are nonsense have no line or no place."""
    assert place_of(CELLS, number, line) == place


def test_a_place_is_found_behind_cells_of_the_graders_own():
    """Where earlier names are stood in for, the first cell is no cell of the notebook."""
    cells = (CodeCell(-1, 0, "stand_in = 1"), *CELLS)
    assert place_of(cells, 1, 2) == place_of(CELLS, 1, 2)
    assert place_of(cells, 6, 2) == place_of(CELLS, 6, 2)
    assert place_of(cells, 0, 1) is None
    error = error_of(cells, Failure("KeyboardInterrupt", "", 6, 6, frames=[(6, 2), (6, 6)]))
    assert error.place == Place(cell_index=7, cell_number=6, line=6, source="while x > 0:")


def test_an_error_is_bounded():
    """Type and message come from the student's process."""
    error = error_of(CELLS, Failure("E" * 500, "m" * 5_000, 1, 2))
    assert (len(error.type), len(error.message), error.place.line) == (100, 2_000, 2)


@pytest.mark.parametrize("frames", [[(6, 2), (6, 5)], [(6, 2), (6, 6), (1, 1)], [(99, 1), (6, 6)], [(6, 5), (6, 2)]])
def test_an_interrupt_is_placed_at_its_loop(frames):
    """Whichever line of the body it hit, and though a loop that ends calls the one that does not."""
    error = error_of(CELLS, Failure("KeyboardInterrupt", "", *frames[-1], frames=frames))
    assert error.place == Place(cell_index=7, cell_number=6, line=6, source="while x > 0:")


def test_an_interrupt_outside_of_loops_is_placed_at_its_line():
    """As is one with frames that are nonsense; other exceptions are never moved."""
    assert error_of(CELLS, Failure("KeyboardInterrupt", "", 1, 2, frames=[(1, 2)])).place.line == 2
    assert error_of(CELLS, Failure("KeyboardInterrupt", "", 1, 2, frames=[(-1, 2**63)] * 10_000)).place.line == 2
    assert error_of(CELLS, Failure("ValueError", "", 6, 6, frames=[(6, 6)])).place.line == 7


@pytest.mark.parametrize(
    ("failure", "interrupted", "status"),
    [
        (None, False, CellStatus.OK),
        (None, True, CellStatus.OK),
        (Failure("ValueError", "no", 1, 1), False, CellStatus.ERROR),
        (Failure("MemoryError", "", 1, 1), False, CellStatus.OUT_OF_MEMORY),
        (Failure("KeyboardInterrupt", "", 1, 1), True, CellStatus.TIMED_OUT),
        (Failure("KeyboardInterrupt", "", 1, 1), False, CellStatus.ERROR),
    ],
)
def test_how_a_cell_ended_is_one_word(failure, interrupted, status):
    """The exception says it, and whether the grader interrupted the cell."""
    result = cell_result(CELLS, CELLS[0], CellDone(failure, "printed", 0.25), interrupted=interrupted)
    assert (result.index, result.number, result.status) == (0, 1, status)
    assert (result.output, result.wall_seconds) == ("printed", 0.25)
    assert (result.error is None) == (failure is None)


def test_the_tail_of_the_output_is_kept():
    """The last 2,000 characters of what a cell printed."""
    done = CellDone(None, "a" * 9 + "b" * 2_000, 0.0)
    assert cell_result(CELLS, CELLS[0], done, interrupted=False).output == "b" * 2_000


@pytest.mark.parametrize("seconds", [math.nan, math.inf, -math.inf, -1.0])
def test_a_time_that_is_none_is_zero(seconds):
    """The time comes from the student's process, too, and JSON has no NaN and no infinity."""
    assert cell_result(CELLS, CELLS[0], CellDone(None, "", seconds), interrupted=False).wall_seconds == 0.0


# --- definitions -------------------------------------------------------------------------------------------
