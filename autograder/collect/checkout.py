"""One repository: which commit counts, and its notebooks as files in a folder that ``autograder batch`` reads.

The folder has the notebooks of that commit and a ``.git`` whose HEAD is the commit, for its time.
"""

from __future__ import annotations

import datetime
import logging
import os
import re
import shutil
from pathlib import Path

import msgspec

from autograder.collect.commits import Nothing, counting_commit, tips_of
from autograder.collect.gits import Git, GitError
from autograder.collect.record import Collected, Status, read_record, write_record
from autograder.collect.targets import Target
from autograder.collect.trees import files_of, write_found
from autograder.errors import InputError
from autograder.intake.arrival import may_hold_notebook
from autograder.intake.names import clean

WORK = ".collect"
"""Where unfinished checkouts lie; ``batch`` does not look into what begins with a dot."""

_log = logging.getLogger(__name__)
_GONE = re.compile(r"not found|does not exist|does not appear to be a git repository|no such", re.IGNORECASE)


def check_out(target: Target, out: Path, git: Git, deadline: datetime.datetime | None) -> Collected:
    """Fetch what counts of a student's repository to ``out/FOLDER``, if it is not there; never raises for theirs."""
    before = read_record(out / target.folder)
    made = Collected(student=target.person.id, url=target.repository.url, deadline=deadline, status=Status.COLLECTED)
    work = out / WORK / f"{target.folder}.partial"
    try:
        tips = tips_of(git, made.url, deadline, out)
        ref, tip = tips[0]
        made = msgspec.structs.replace(made, ref=ref, tip=tip)
        if before is not None and (before.url, before.ref, before.tip, before.deadline) == (
            made.url,
            ref,
            tip,
            deadline,
        ):
            kept = before.status is Status.COLLECTED
            return msgspec.structs.replace(before, status=Status.KEPT) if kept else before
        made = _laid_out(git, made, tips, work)
        write_record(work, made)
        _replace(work, out / target.folder)
        return made
    except Nothing as reason:
        return msgspec.structs.replace(made, status=reason.status, notes=(str(reason),))
    except GitError as error:
        status = Status.NO_REPOSITORY if _GONE.search(str(error)) else Status.FAILED
        return msgspec.structs.replace(made, status=status, notes=(str(error),))
    except OSError as error:
        return msgspec.structs.replace(made, status=Status.FAILED, notes=(f"cannot be written ({error.strerror})",))
    except InputError:  # the staff's, who can mend it
        raise
    except Exception as error:  # a repository may hold what nobody thought of, and the class shall not wait for it
        _log.exception("%s: could not be collected", made.url)
        sentence = f"could not be collected ({type(error).__name__}; the log has more)"
        return msgspec.structs.replace(made, status=Status.FAILED, notes=(sentence,))
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _laid_out(git: Git, made: Collected, tips: list[tuple[str, str]], work: Path) -> Collected:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    git("init", "--quiet", "--template=", folder=work)
    made, commit, committed_at = counting_commit(git, made, tips, work)
    git("update-ref", "--no-deref", "HEAD", commit, folder=work)
    notes = list(made.notes)
    if made.deadline is not None and committed_at > made.deadline:
        notes.append("the tag's name is in time, but its commit is not")
    files, more = files_of(git, commit, work)
    notes += more
    written = []
    for found in files:
        if problem := write_found(git, found, work):
            notes.append(problem)
        written.append(clean(found.path))
    notebooks = [name for name in written if may_hold_notebook(name)]
    status = Status.COLLECTED if notebooks else Status.NO_NOTEBOOK
    if not notebooks:
        notes.append("there is no notebook (.ipynb) in it")
    return msgspec.structs.replace(
        made,
        status=status,
        commit=commit,
        committed_at=committed_at,
        notebooks=tuple(notebooks),
        notes=tuple(notes),
    )


def _replace(work: Path, target: Path) -> None:
    """Put the whole checkout in its place; one that is not ours stays, and that is said."""
    if target.exists():
        if read_record(target) is None:
            raise InputError(f"{target}: is there already and was not collected; name another --out")
        old = work.with_suffix(".old")
        shutil.rmtree(old, ignore_errors=True)
        os.rename(target, old)
        os.rename(work, target)
        shutil.rmtree(old, ignore_errors=True)
    else:
        os.rename(work, target)
