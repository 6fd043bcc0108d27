"""The suite of part 12 reads a letter however it is written, and never tells the right one."""

import pytest

RIGHT = {"kc1": "b", "kc2": "d", "kc3": "a", "kc4": "c"}
CHECKS = {
    "kc1": "test_why_not_linear_regression",
    "kc2": "test_what_the_threshold_does",
    "kc3": "test_what_minimising_the_bce_equals",
    "kc4": "test_what_a_weight_means",
}


def cell(write=repr, **other):
    """The right answers, written by ``write``, but for the ones given as code."""
    return "import numpy as np\n" + "\n".join(
        f"{name} = {other.get(name, write(letter))}" for name, letter in RIGHT.items()
    )


@pytest.mark.parametrize(
    "write",
    [
        repr,
        lambda letter: repr(letter.upper()),
        lambda letter: repr(f"  {letter}\n"),
        lambda letter: repr(f"{letter})"),
        lambda letter: repr(f"{letter.upper()}."),
        lambda letter: repr(f"({letter})"),
        lambda letter: repr(f"{letter}) The text of the option"),
        lambda letter: f"[{letter!r}]",
        lambda letter: f"{{{letter!r}}}",
        lambda letter: f"np.str_({letter!r})",
        lambda letter: f"np.array({letter!r})",
    ],
    ids=["plain", "capital", "spaces", "parenthesis", "dot", "both", "text", "list", "set", "np.str_", "array"],
)
def test_right_letters_are_read_however_written(judge, write):
    """Capitals, spaces, a parenthesis, a dot or the option's text behind it change nothing."""
    assert {r.verdict for r in judge("q12", cell(write)).values()} == {"passed"}


@pytest.mark.parametrize("name", RIGHT)
def test_wrong_letter_costs_one_point_and_tells_nothing(judge, name):
    """Each of the three wrong letters gets the same words, in which the right one does not occur."""
    messages = set()
    for letter in set("abcd") - {RIGHT[name]}:
        results = judge("q12", cell(**{name: repr(letter)}))
        assert [check for check, r in results.items() if r.verdict != "passed"] == [CHECKS[name]]
        wrong = results[CHECKS[name]]
        messages.add((wrong.message.replace(repr(letter), "?"), wrong.hint))
        assert repr(RIGHT[name]) not in wrong.message + wrong.hint
        assert "part" in wrong.hint
    assert len(messages) == 1


@pytest.mark.parametrize("value", ["None", "''", "'  '", "..."])
def test_no_answer_is_told_from_a_wrong_one(judge, value):
    """An empty answer is still to be given."""
    assert "still to be answered" in judge("q12", cell(kc2=value))[CHECKS["kc2"]].message


@pytest.mark.parametrize("value", [
    "'e'", "'bd'", "'a or b'", "'b d'", "'a line can leave the interval'", "2", "True", "['b', 'd']", "{}", "object()",
    "np.nan", "10**400", "[[1], [2, 3]]", "np.array(['b', 'd'])", "np.zeros((2, 2))", "lambda: 0",
    "b'd'", "1j", "'d' * 10**6", "str", "[None]", "'?'",
])  # fmt: skip
def test_any_value_is_judged(judge, value):
    """What is not one letter costs its own point, with the letters that there are in the message."""
    results = judge("q12", cell(kc2=value))
    assert [check for check, r in results.items() if r.verdict != "passed"] == [CHECKS["kc2"]]
    assert results[CHECKS["kc2"]].verdict == "failed"
    assert "one of the letters" in results[CHECKS["kc2"]].message
    assert len(results[CHECKS["kc2"]].message) < 300


def test_missing_name_costs_its_own_point(judge):
    """A cell that was not run leaves one name missing."""
    results = judge("q12", cell().replace("kc3", "kc_3"))
    assert {check: r.verdict for check, r in results.items() if r.verdict != "passed"} == {CHECKS["kc3"]: "missing"}
