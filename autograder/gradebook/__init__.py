"""The gradebook: every submission that came, every grade that was ever given, every decision of a TA.

Theory of operation.  One database holds one assignment of one class: a SQLite file beside the output by default,
PostgreSQL by URL.  Rows are only ever added, in one transaction each, by one writer; what *counts* is worked out from
them.  So nothing is torn when the writer is killed, and nothing that somebody was told is lost:

* ``submissions``: who handed in which bytes, when.  The time is written once and never changes.
* ``notebooks``: the bytes, by their SHA-256; a regrade needs nothing else.
* ``grades``: what grading those bytes gave, by the hashes of suite and manifest and the version of the harness.
  A grade is a function of these, so what is there is not worked out again.
* ``acceptances``: which grade stands for which bytes, since when.  ``batch`` accepts the first grade; a later one
  replaces it only when somebody has seen what changes (``regrade --accept``).
* ``policies``: what late work costs, by the same rule: an edited manifest moves nobody before it is accepted.
* ``overrides``: what a TA decided, by student and question; it outlives every regrade.

The schema has versions (:mod:`~autograder.gradebook.schema`, ``migrations/``); a newer one is refused.
"""

from __future__ import annotations

from autograder.gradebook.keys import GradeKey
from autograder.gradebook.store import Gradebook, open_gradebook

__all__ = ["GradeKey", "Gradebook", "open_gradebook"]
