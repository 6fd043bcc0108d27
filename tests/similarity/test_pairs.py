"""Who is listed with whom: copies in every disguise, and nobody who worked alone."""

import itertools
import time

import pytest

from autograder.similarity.pairs import SHOWN_FROM, Work, find_pairs
from autograder.similarity.passages import MAX_TEXT
from tests.similarity.copying import WRITERS, cells, disguises, given, renamed, reordered, sources, work
from tests.similarity.crowd import student

ALONE = [work(name, sources(name)) for name in WRITERS]
COPIERS = {"ann": "dia", "ben": "cho", "cho": "ben", "dia": "ann"}
COPIES = [(name, how, texts) for name, own in COPIERS.items() for how, texts in disguises(name, own).items()]


@pytest.fixture(scope="module")
def crowd():
    """Forty students; each two answer a quarter of the questions in the same way, put differently."""
    return [student(seed, freedom=0.45) for seed in range(40)]


def between(pairs):
    """The scores by the two ids."""
    return {frozenset((pair.first, pair.second)): pair.score for pair in pairs}


def test_independent_answers_are_not_listed():
    """Four writers, whose answers are all right, are far below what is shown."""
    assert find_pairs(ALONE, given()) == []
    assert max(between(find_pairs(ALONE, given(), least=0)).values()) < SHOWN_FROM / 5


@pytest.mark.parametrize(("name", "how", "texts"), COPIES, ids=[f"{name}-{how}" for name, how, _ in COPIES])
def test_a_copy_is_listed_first(name, how, texts):
    """However it is hidden, it stands above every pair of independent writers, by a factor of five."""
    pairs = find_pairs([*ALONE, work("copy", texts)], given(), least=0)
    scores = between(pairs)
    assert {pairs[0].first, pairs[0].second} == {name, "copy"}
    assert pairs[0].score >= SHOWN_FROM
    independent = [scores.get(frozenset(two), 0) for two in itertools.combinations(WRITERS, 2)]
    assert pairs[0].score > 5 * max(independent)


@pytest.mark.parametrize("how", ["verbatim", "renamed", "reordered", "commented", "half"])
def test_what_everybody_tries_hides_little(how):
    """Renaming, another order and comments leave at least 0.85, half a copy leaves half."""
    for texts in [texts for _, way, texts in COPIES if way == how]:
        pairs = find_pairs([*ALONE, work("copy", texts)], given())
        assert pairs[0].score >= (0.5 if how == "half" else 0.85)


def test_a_crowd_is_not_listed(crowd):
    """Students who share ways of answering, but not their text, stay below what is shown."""
    assert find_pairs([work(str(n), texts) for n, texts in enumerate(crowd)], given()) == []


def test_copies_stand_out_of_a_crowd(crowd):
    """Three copies, renamed and reordered, are the only pairs listed."""
    copies = [work(f"copy of {n}", reordered(renamed(crowd[n]))) for n in (3, 17, 31)]
    pairs = find_pairs([*(work(str(n), texts) for n, texts in enumerate(crowd)), *copies], given())
    assert set(between(pairs)) == {frozenset((str(n), f"copy of {n}")) for n in (3, 17, 31)}


def test_a_ring_of_copies_is_no_idiom():
    """Nine equal notebooks are listed with the first of them, at 1."""
    ring = [work(f"ring {n}", sources("ann")) for n in range(9)]
    pairs = find_pairs([*ring, *ALONE[1:]], given())
    assert [(pair.first, pair.second, pair.score) for pair in pairs] == [
        ("ring 0", f"ring {n}", 1.0) for n in range(1, 9)
    ]
    assert {(pair.first_stands_for, pair.second_stands_for) for pair in pairs} == {((), ())}


def test_one_of_equal_notebooks_stands_for_all():
    """Whoever resembles them is compared with the first, and the pair says for whom that stands."""
    works = [*ALONE, work("ann's twin", sources("ann")), work("copy", renamed(sources("ann")))]
    found = [pair for pair in find_pairs(works, given()) if pair.second == "copy" or pair.first == "copy"]
    assert [(pair.first, pair.first_stands_for, pair.second_stands_for) for pair in found] == [
        ("ann", ("ann's twin",), ())
    ]


def test_given_code_is_no_likeness():
    """Two who handed in the starter notebook are no pair, nor are two who wrote a line."""
    empty = [Work(id=name, cells=given()) for name in "ab"]
    short = [
        Work(id=name, cells=(*given(), *cells(["print(sigmoid(np.array([1.0, 2.0])) * 3 + x[0] - 1)"])))
        for name in "cd"
    ]
    assert find_pairs([*empty, *short], given()) == []
    assert find_pairs([], given()) == []


def test_no_passage_is_given_code():
    """What is shown is what they wrote: the starter's constructor is left out."""
    pairs = find_pairs([*ALONE, work("copy", renamed(sources("ann")))], given())
    shown = "\n".join(passage.first.text for passage in pairs[0].passages)
    assert "self.n_iterations = n_iterations" not in shown
    assert "shrunk = np.exp" in shown


def test_passages_are_where_they_say():
    """Cell, lines and text of each side are those of the notebook, and the longest comes first."""
    copy = work("copy", reordered(sources("ann")))
    pair = find_pairs([*ALONE, copy], given())[0]
    for passage in pair.passages:
        for side, owner in ((passage.first, ALONE[0]), (passage.second, copy)):
            source = owner.cells[side.cell_number - 1].source
            assert source.split("\n")[side.first_line - 1 : side.last_line] == side.text.split("\n")
    lengths = [passage.tokens for passage in pair.passages]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > 50


def test_a_huge_line_is_not_copied_for_each_of_its_passages():
    """Its passages are cut; their place is that in the cell."""
    own = sources("ann")
    line = "; ".join(f"a{n} = {n} * b{n % 97} + c[{n % 89}] - '{'x' * 900}'" for n in range(1_000))
    one, other = ([*own, f"first = {who}\n{line}"] for who in (1, 2))
    (pair,) = find_pairs([work("one", one), work("other", other)], given())
    sides = [side for passage in pair.passages for side in (passage.first, passage.second)]
    assert any(side.cell_number == len(own) + 1 for side in sides)
    for side in sides:
        assert len(side.text) <= MAX_TEXT
        if side.cell_number == len(own) + 1:
            assert side.last_line == 2


def test_the_order_of_works_changes_nothing():
    """The same pairs with the same scores."""
    works = [*ALONE, work("copy", disguises("ann", "dia")["half"])]
    assert between(find_pairs(works, given())) == between(find_pairs(reversed(works), given()))


def test_the_list_is_as_long_as_asked():
    """The highest scores are those that are kept."""
    works = [*ALONE, *(work(how, texts) for how, texts in disguises("ben", "cho").items())]
    everything = find_pairs(works, given())
    assert find_pairs(works, given(), limit=3) == everything[:3]
    assert len(everything) > 10


HOSTILE = {
    "brackets": "(" * 100_000,
    "one statement again and again": "x = np.exp(y) + z[0]\n" * 10_000,
    "a period of many": "".join(f"x.a{n % 997}(y)\n" for n in range(25_000)),
    "one long line": "x = " + "y + " * 2_500_000,
    "null bytes and surrogates": "\0\ud800 'x' + (y)\n" * 20_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_notebook_stalls_nothing(text):
    """Two that are made to be compared for ever are compared in seconds, and hide nobody else."""
    works = [
        work("a", [text]),
        work("b", [f"{text} + 1 - (2) * f(x)[3]"]),
        *ALONE,
        work("copy", renamed(sources("ben"))),
    ]
    began = time.process_time()
    pairs = find_pairs(works, given())
    assert time.process_time() - began < 20
    assert frozenset(("ben", "copy")) in between(pairs)


def test_a_large_class_takes_seconds(crowd):
    """A thousand notebooks of eight cells within 15 s, which is several times what it needs."""
    works = [work(str(n), [crowd[(n * k) % 40][k] for k in range(8)] + [f"x{n} = {n}"]) for n in range(1_000)]
    began = time.process_time()
    find_pairs(works, given())
    assert time.process_time() - began < 15
