"""Arrivals find their owners; two owners never become one, and nothing falls away."""

from __future__ import annotations

import datetime
import itertools

from autograder.intake import Arrival, Hints, Roster, sort_arrivals
from autograder.intake.folders import hints_of
from autograder.standing import Person

NOON = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)


def came(source: str, hints: Hints, hours: int | None = None) -> Arrival:
    when = None if hours is None else NOON + datetime.timedelta(hours=hours)
    return Arrival(source=source, name=source, hints=hints, submitted_at=when, read=lambda: b"")


def test_the_latest_comes_last_and_numbers_count_as_numbers():
    """By time, then by source; what has no time comes first."""
    ann = hints_of("ann")
    arrivals = [came("z9", ann), came("z10", ann), came("b", ann, 2), came("c", ann, 1)]
    for order in itertools.permutations(arrivals):
        assert [one.source for _, one in sort_arrivals(order, None).owned] == ["z9", "z10", "c", "b"]


def test_missing_unknown_and_several_are_told():
    """The roster's order, then strangers, who are not listed."""
    roster = Roster([Person(id="bob"), Person(id="ann"), Person(id="eve")])
    arrivals = [came("1", hints_of("ann")), came("2", hints_of("ann")), came("3", hints_of("zoe"))]
    done = sort_arrivals([*arrivals, came("4", hints_of("bob"))], roster)
    assert [(person.id, person.listed) for person, _ in done.owned] == [
        ("bob", True),
        ("ann", True),
        ("ann", True),
        ("zoe", False),
    ]
    assert [[p.id for p in group] for group in (done.unknown, done.missing, done.several)] == [
        ["zoe"],
        ["eve"],
        ["ann"],
    ]


def test_without_a_roster_everybody_is_listed_by_the_best_id():
    """The rest of what is known is kept."""
    arrivals = [came("1", Hints(canvas_id="5", name="doejane")), came("2", Hints(email="b@x", name="Bo"))]
    done = sort_arrivals(arrivals, None)
    assert [person for person, _ in done.owned] == [
        Person(id="5", name="doejane", canvas_id="5"),
        Person(id="b@x", name="Bo", email="b@x"),
    ]
    assert done.unknown == done.missing == ()


def test_ids_are_clean_and_apart():
    """What differs only in bytes that cannot be shown stays two owners, in whatever order they come."""
    names = ["a\udcff", "a\udcfe", "a?", "a\n", "a\u202e", "a\ufffd", "x" * 300, "x" * 301, "a/b", "a\\b"]
    arrivals = [came(str(place), hints_of(name)) for place, name in enumerate(names)]
    ids = {one.source: person.id for person, one in sort_arrivals(arrivals, None).owned}
    assert len(set(ids.values())) == len(names)
    assert all(id.isprintable() and len(id) < 120 and "/" not in id and id.encode() for id in ids.values())
    assert ids == {one.source: person.id for person, one in sort_arrivals(arrivals[::-1], None).owned}


def test_a_stranger_never_gets_an_id_of_the_roster():
    """Canvas's user 100 is not the student with the number 100."""
    roster = Roster([Person(id="100", name="Jane Doe", canvas_id="5")])
    done = sort_arrivals([came("1", Hints(canvas_id="100", name="evil"))], roster)
    assert done.unknown[0].id != "100"
    assert [person.id for person in done.missing] == ["100"]


def test_two_who_resemble_the_same_person_are_neither():
    """Two participants of one name, one of them on the roster: a TA decides."""
    roster = Roster([Person(id="1", name="John Smith")])
    arrivals = [came("a", Hints(name="John Smith", moodle_id="8")), came("b", Hints(name="John Smith", moodle_id="9"))]
    assert len(sort_arrivals(arrivals, roster).unknown) == 2
    assert sort_arrivals(arrivals[:1], roster).unknown == ()


def test_a_resemblance_gives_way_to_an_id():
    """`proj-bob-ann` is no later submission of ann's."""
    roster = Roster([Person(id="ann")])
    done = sort_arrivals([came("a", hints_of("ann")), came("b", hints_of("proj-bob-ann"), 1)], roster)
    assert [(person.id, one.source) for person, one in done.owned] == [("ann", "a"), ("proj-bob-ann", "b")]


def test_nothing_falls_away():
    """As many come out as went in."""
    roster = Roster([Person(id="ann", name="Ann Lee"), Person(id="Bob", login="bb")])
    arrivals = [came(name, hints_of(name)) for name in ("ann", "ANN", "bob", "bb", "x-bb", "Ann Lee", "lee ann", "")]
    done = sort_arrivals(arrivals, roster)
    assert sorted(one.source for _, one in done.owned) == sorted(one.source for one in arrivals)


def test_without_times_a_browsers_copy_is_the_later_one():
    """`hw (1).ipynb` was saved when `hw.ipynb` was there already."""
    arrivals = [came(source, hints_of("ann")) for source in ("ann/hw (1).ipynb", "ann/hw (10).ipynb", "ann/hw.ipynb")]
    done = sort_arrivals(arrivals, None)
    assert [one.source for _, one in done.owned] == ["ann/hw.ipynb", "ann/hw (1).ipynb", "ann/hw (10).ipynb"]
