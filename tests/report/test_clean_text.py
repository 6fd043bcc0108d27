"""Student text past the gate cannot move a cursor, turn the writing or grow without bound."""

import re

import pytest

from autograder.records import Grade
from autograder.report.text import MAX_CHARS, clean, encodable, excerpt, shown, tail
from autograder.storing import rewritten, storable
from tests.report.sample_grade import hostile, realistic

CONTROLS = [chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\t\n"]
BIDI = [chr(code) for code in [*range(0x202A, 0x202F), *range(0x2066, 0x206A)]]


@pytest.mark.parametrize("character", [*CONTROLS, *BIDI, *map(chr, (0x2028, 0x2029, 0xD800, 0xDFFF))], ids=ascii)
def test_unsafe_character_is_spelt_out(character: str) -> None:
    """A control is replaced by its Python escape, between the same neighbours."""
    assert re.fullmatch(r"a\\(x[0-9a-f]{2}|u[0-9a-f]{4}|r)b", clean(f"a{character}b"))


@pytest.mark.parametrize(
    "text",
    [
        "::error::x",
        "a\n \t::stop-commands::t",
        "x ::error file=a.py,line=1::y",
        "x##[error]y",
        "##vso[task.setvariable]x",
    ],
)
def test_orders_to_a_ci_runner_are_spelt_out(text: str) -> None:
    """A runner that reads our output finds none of a student's, however lines are wrapped."""
    shown_text = clean(text)
    assert not re.search(r"::[a-z][\w-]*( .*)?::|##(vso)?\[", shown_text)
    assert shown_text.replace("\\x3a", ":").replace("\\x23", "#") == text


@pytest.mark.parametrize("text", ["a[::2]", "a[::step], b[::step]", "std::vector", "## Title [1]", "10::", "::"])
def test_what_is_no_order_stays(text: str) -> None:
    """Slices and headings are written as they are."""
    assert clean(text) == text


def test_newline_and_tab_stay() -> None:
    """Lines and tabs carry the layout of an output."""
    assert clean("a\tb\nc\r\nd") == "a\tb\nc\nd"


def test_other_scripts_stay() -> None:
    """Text that is not English is not an attack."""
    text = "σ(z) = ½, العربية, עברית, 数据, 👩‍🔬"
    assert clean(text) == text


def test_long_text_is_cut_and_says_so() -> None:
    """What is left out is counted."""
    assert clean("A" * 10_000) == "A" * MAX_CHARS + " ... (6,000 more characters)"


def test_excerpt_keeps_the_first_lines() -> None:
    """A message is cut at its end."""
    assert excerpt("1\n2\n3\n", 2) == "1\n2\n... (1 more lines)"
    assert excerpt("1\n2\n", 2) == "1\n2"


def test_tail_keeps_the_last_lines() -> None:
    """An output is cut at its beginning."""
    assert tail("1\n2\n3\n", 2) == "... (1 lines before)\n2\n3"
    assert tail("1\n2\n", 2) == "1\n2"


def test_ascii_terminal_gets_escapes() -> None:
    """What an encoding cannot write is spelt out."""
    assert encodable("σ = 1", "ascii") == r"\u03c3 = 1"


def test_gate_reaches_every_string() -> None:
    """No field of a grade is forgotten."""
    seen: list[str] = []
    rewritten(shown(hostile()), lambda text: seen.append(text) or text)
    unsafe = re.compile(f"[{re.escape(''.join([*CONTROLS, *BIDI]))}\ud800-\udfff]")
    assert len(seen) > 40
    assert not [text for text in seen if unsafe.search(text)]


def test_gate_leaves_a_plain_grade_alone() -> None:
    """Cleaning changes nothing that is harmless."""
    assert shown(realistic()) == realistic()


def test_file_name_is_one_line() -> None:
    """A line break in a file's name cannot forge a line of its own."""
    grade = realistic()
    forged = rewritten(grade, lambda text: "a.ipynb\nTotal 17 / 17" if text == grade.submission.name else text)
    assert shown(forged).submission.name == r"a.ipynb\nTotal 17 / 17"


def test_storable_changes_surrogates_only() -> None:
    """JSON keeps controls, which it can hold, and spells out half a surrogate pair, which it cannot."""
    seen: list[str] = []
    stored: Grade = rewritten(storable(hostile()), lambda text: seen.append(text) or text)
    assert "\x1b[2K" in stored.submission.name
    assert not any("\ud800" in text for text in seen)
