"""Executors: many submissions through the same grading function, on this machine or on many.

Theory of operation.  One *grader process* (:mod:`~autograder.executors.grader`) holds one warm engine and one pytest
session, and grades one submission after the other: bytes in, an :class:`Outcome` out.  An executor keeps several of
them busy and yields outcomes as they come: ``processes`` on this machine (:mod:`~autograder.executors.pool`), ``dask``
on a cluster (:mod:`~autograder.executors.cluster`), where each worker has one.  An executor stores nothing; whoever
iterates over it is the one writer.

A submission cannot take an executor down, since its code runs in a child of a child.  Should a grader process end all
the same, or say nothing for longer than any submission may take, it is replaced and the submission given to a new one,
once; after that its grade is withheld: our failure, not the student's.
"""

from __future__ import annotations

from autograder.executors.base import Executor, Outcome, Settings, Task

__all__ = ["Executor", "Outcome", "Settings", "Task"]
