"""What the grader and the warm parent say to each other on the control socket; both are trusted."""

from __future__ import annotations

from typing import Any

import msgspec

from autograder.codec import WireError
from autograder.sandbox.policy import Policy


class _Control(msgspec.Struct, frozen=True, tag=True, forbid_unknown_fields=True):
    pass


class Boot(_Control, frozen=True):
    """How to come up: the policy for every session, and what to prepare.

    ``root`` is an empty folder for level A's root; ``home`` the warm parent's own; ``secrets`` are folders that no
    session may list; ``writable`` are caches that only the warm parent writes; ``data`` are the files that every
    session finds in its folder; ``warm`` the modules to import.
    """

    policy: Policy
    root: str
    home: str
    secrets: list[str]
    writable: list[str]
    data: dict[str, bytes]
    warm: list[str]
    answer_bytes: int


class Booted(_Control, frozen=True):
    """Up and sealed as asked; ``absent`` are modules that are not installed here."""

    absent: list[str]


class BootFailed(_Control, frozen=True):
    """This machine does not give that level, and why."""

    reason: str


class Start(_Control, frozen=True):
    """Fork a session that serves the descriptor sent along; ``scratch`` is its folder."""

    scratch: str


class Started(_Control, frozen=True):
    """The session's process id, as the warm parent sees it."""

    pid: int


class Interrupt(_Control, frozen=True):
    """Send the session what Ctrl-C sends; answered by :class:`Interrupted`."""


class Interrupted(_Control, frozen=True):
    """The signal is on its way before this is: it cannot hit the next cell."""


class Sweep(_Control, frozen=True):
    """Kill what the session has forked, but not the session; answered by :class:`Swept`."""


class Swept(_Control, frozen=True):
    """The session is alone."""


class Look(_Control, frozen=True):
    """Look now, and not only at the next turn, at what the session takes; answered by :class:`Looked`."""


class Looked(_Control, frozen=True):
    """Whether the session's first process still runs."""

    alive: bool


class Stop(_Control, frozen=True):
    """Kill the session and all that it left; answered by :class:`Stopped`."""


class Stopped(_Control, frozen=True):
    """Nothing of the session runs any more."""


Message = (
    Boot
    | Booted
    | BootFailed
    | Start
    | Started
    | Interrupt
    | Interrupted
    | Sweep
    | Swept
    | Look
    | Looked
    | Stop
    | Stopped
)

_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(Message)


def encode(message: Message) -> bytes:
    """One message as bytes."""
    return _encoder.encode(message)


def decode(body: bytes) -> Any:
    """Bytes as a message."""
    try:
        return _decoder.decode(body)
    except msgspec.DecodeError as error:
        raise WireError(f"not a control message: {error}") from None
