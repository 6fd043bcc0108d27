"""All repositories, a few at a time; what fails for a moment is tried again, later and later."""

from __future__ import annotations

import csv
import io
import random
import re
import threading
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from autograder.collect.checkout import WORK, check_out
from autograder.collect.deadlines import Deadlines
from autograder.collect.gits import Git
from autograder.collect.record import Collected, Status
from autograder.collect.targets import Target
from autograder.exporters.cells import inert, moment
from autograder.files import write_file

TABLE = "collected.csv"
WAITS_SECONDS = (2.0, 10.0, 60.0)
_PASSING = re.compile(r"429|50[0-4]|timed? out|reset by peer|early EOF|RPC failed|resolve host|hung up", re.IGNORECASE)


def collect(
    targets: tuple[Target, ...],
    out: Path,
    git: Git,
    deadlines: Deadlines,
    *,
    jobs: int = 4,
    tell: Callable[[Collected], None] = lambda _: None,
    waits: tuple[float, ...] = WAITS_SECONDS,
) -> list[Collected]:
    """Collect from everybody and write ``out/collected.csv``; a Ctrl-C lets go of what was not begun."""
    (out / WORK).mkdir(parents=True, exist_ok=True)
    stopping = threading.Event()

    def one(target: Target) -> Collected:
        deadline = deadlines.of(target.person.id)
        done = check_out(target, out, git, deadline)
        for seconds in waits:
            if done.status is not Status.FAILED or not any(map(_PASSING.search, done.notes)):
                break
            if stopping.wait(seconds * random.uniform(0.5, 1.5)):  # noqa: S311 - so that not all come back at once
                break
            done = check_out(target, out, git, deadline)
        return done

    found: dict[str, Collected] = {}
    with ThreadPoolExecutor(jobs, thread_name_prefix="collect") as pool:
        waiting: set[Future[Collected]] = {pool.submit(one, target) for target in targets}
        try:
            while waiting:
                done, waiting = wait(waiting, timeout=0.5, return_when=FIRST_COMPLETED)
                for future in done:
                    result = future.result()
                    found[result.student] = result
                    tell(result)
        finally:
            stopping.set()
            for future in waiting:
                future.cancel()
    ordered = [found[target.person.id] for target in targets]
    write_file(out / TABLE, _table(ordered))
    return ordered


def _table(found: list[Collected]) -> bytes:
    """A line a student, for the staff."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["id", "status", "repository", "ref", "commit", "committed_at", "deadline", "notes"])
    for one in found:
        times = (moment(one.committed_at), moment(one.deadline))
        texts = (one.student, one.status.value, one.url, one.ref, one.commit)
        writer.writerow([*map(inert, texts), *times, inert("; ".join(one.notes))])
    return buffer.getvalue().encode()
