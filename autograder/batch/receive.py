"""Taking submissions in: who handed in what is settled first, then the bytes are read, a few at a time."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from autograder.errors import InputError
from autograder.gradebook import Gradebook
from autograder.gradebook.standings import counting
from autograder.gradebook.store import Received
from autograder.intake import Arrival, Roster, Sorted, find_arrivals, sort_arrivals
from autograder.manifest import Manifest
from autograder.standing import Person

CHUNK_FILES = 100
CHUNK_BYTES = 32 * 2**20


class TakenIn(msgspec.Struct, frozen=True, kw_only=True):
    """What was found: how many files, and who is a stranger, is missing, or handed in more than once.

    Whoever handed in at an earlier look is not missing.
    """

    files: int
    students: int
    unknown: tuple[Person, ...]
    missing: tuple[Person, ...]
    several: tuple[Person, ...]


def look(path: Path, manifest: Manifest, roster: Roster | None, zone: datetime.tzinfo | None = None) -> Sorted:
    """Whose is what in ``path``, before any of it is read; ``zone`` is that of times that are given without one.

    Raises :class:`InputError` where there is nothing to read.
    """
    return sort_arrivals(find_arrivals(path, zone, f"{manifest.id}.ipynb"), roster)


def take_in(
    book: Gradebook,
    found: Sorted,
    roster: Roster | None,
    extensions: Mapping[str, datetime.datetime] | None = None,
) -> TakenIn:
    """Read all submissions that were ``found`` into the gradebook; a file that cannot be read is kept as such."""
    owners = {person.id: person for person, _ in found.owned}
    everybody = {person.id: person for person in (roster.people if roster is not None else ())} | owners
    book.register(everybody.values(), extensions)
    scan = book.begin_scan()
    for chunk in _chunks(found.owned):
        book.receive(scan, chunk)
    handed_in = counting(book)
    return TakenIn(
        files=len(found.owned),
        students=len(owners),
        unknown=found.unknown,
        missing=tuple(person for person in found.missing if person.id not in handed_in),
        several=found.several,
    )


def _chunks(owned: list[tuple[Person, Arrival]]) -> Iterator[list[Received]]:
    """A transaction's worth at a time: neither one for each file nor a class in memory."""
    chunk: list[Received] = []
    size = 0
    for person, arrival in owned:
        chunk.append(_received(person, arrival))
        size += len(chunk[-1].data)
        if len(chunk) >= CHUNK_FILES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _received(person: Person, arrival: Arrival) -> Received:
    data, problem = b"", ""
    try:
        data = arrival.read()
    except InputError as error:
        problem = str(error).removeprefix(f"{arrival.name}: ")
    return Received(
        student=person.id,
        sha256="" if problem else hashlib.sha256(data).hexdigest(),
        name=arrival.name,
        source=arrival.source,
        submitted_at=arrival.submitted_at,
        data=data,
        problem=problem,
    )
