"""Multiple choice: a name of the notebook that holds one letter."""

from __future__ import annotations

import re

from autograder import codec, expect
from autograder.faults import CheckFailed
from autograder.reading import describe
from autograder.student import Answer, label_of, wire_of

# One letter, as students write it: b, B, (b), b), b., "b) and the option's text".
_LETTER = re.compile(r"\s*[(\[]?\s*([a-z])\s*(?:[)\].:].*)?", re.IGNORECASE | re.DOTALL)


def chosen(answer: Answer, right: str, again: str, letters: str = "abcd") -> None:
    """The name holds the letter ``right``, in any way that students write one; ``again`` says where to read again.

    A wrong answer is told from no answer, and no message tells which letter is right.
    """
    name, named = label_of(answer)[0], f"{', '.join(letters[:-1])} and {letters[-1]}"
    wire = _text(answer)
    if wire is None or (isinstance(wire, str) and not wire.strip()) or getattr(wire, "type_name", "") == "ellipsis":
        raise CheckFailed(f"`{name}` is still to be answered, with one of the letters {named}.", hint=again)
    written = _LETTER.fullmatch(wire) if isinstance(wire, str) else None
    letter = written[1].lower() if written else ""
    if not letter or letter not in letters:
        raise CheckFailed(
            f"`{name}` is {describe(wire)}, but should be one of the letters {named}.",
            hint=f'Write the letter in quotation marks: `{name} = "..."`.',
        )
    expect.true(letter == right, f"`{name}` is {letter!r}, which is not right.", hint=again)


def _text(answer: Answer) -> codec.WireValue:
    """What the name holds: a string, also alone in a list."""
    wire = wire_of(answer)
    if isinstance(wire, codec.Sequence) and len(wire.items) == 1:
        wire = wire.items[0]
    return wire
