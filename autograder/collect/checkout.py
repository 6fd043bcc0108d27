"""One repository: which commit counts, and its notebooks as files in a folder that ``autograder batch`` reads.

The folder has the notebooks of that commit and a ``.git`` whose HEAD is the commit, for its time.
"""

from __future__ import annotations

import datetime
import enum
import logging
import os
import re
import shutil
from pathlib import Path

import msgspec

from autograder.collect.gits import Git, GitError
from autograder.collect.targets import Target
from autograder.errors import InputError
from autograder.intake.arrival import is_notebook, may_hold_notebook
from autograder.intake.names import clean
from autograder.notebook import MAX_NOTEBOOK_BYTES
from autograder.report import words

WORK = ".collect"
"""Where unfinished checkouts lie; ``batch`` does not look into what begins with a dot."""

RECORD = Path(".git", "autograder.json")
MAX_FILES = 50
DEPTHS = (50, 1_000, 100_000)
"""How much history is asked for, until a commit before the deadline is in it."""

MAX_TAGS = 5
"""How many submission tags are tried, if the last ones are on something that is no commit."""

_log = logging.getLogger(__name__)
_TIP = "refs/autograder/tip"
_TAG = re.compile(r"refs/tags/submit/(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ)(?:-[\w.]+)?")
_LFS = b"version https://git-lfs.github.com/spec/"
_GONE = re.compile(r"not found|does not exist|does not appear to be a git repository|no such", re.IGNORECASE)


class Status(enum.StrEnum):
    """What became of a student's repository."""

    COLLECTED = "collected"
    KEPT = "kept"
    NO_REPOSITORY = "no repository"
    NOTHING = "nothing in time"
    NO_NOTEBOOK = "no notebook"
    FAILED = "failed"


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in a checkout and what it was made of: also ``.git/autograder.json``.

    ``tip`` is what the server had for ``ref``; ``notes`` are sentences for the staff.
    """

    schema: str = "autograder/collected/v1"
    student: str
    url: str
    status: Status
    deadline: datetime.datetime | None = None
    ref: str = ""
    tip: str = ""
    commit: str = ""
    committed_at: datetime.datetime | None = None
    notebooks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Found(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the commit: the name of its object, its size, its path and whether it is a link."""

    blob: str
    size: int
    path: str
    link: bool


def check_out(target: Target, out: Path, git: Git, deadline: datetime.datetime | None) -> Collected:
    """Fetch what counts of a student's repository to ``out/FOLDER``, if it is not there; never raises for theirs."""
    before = read_record(out / target.folder)
    made = Collected(student=target.person.id, url=target.repository.url, deadline=deadline, status=Status.COLLECTED)
    work = out / WORK / f"{target.folder}.partial"
    try:
        tips = _tips(git, made.url, deadline, out)
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
        _write_record(work, made)
        _replace(work, out / target.folder)
        return made
    except _Nothing as reason:
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


def read_record(folder: Path) -> Collected | None:
    """What a checkout of ours is; ``None`` where there is none."""
    try:
        return msgspec.json.decode((folder / RECORD).read_bytes(), type=Collected)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


class _Nothing(Exception):
    """There is a repository, and nothing in it that counts."""

    def __init__(self, status: Status, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _NoCommit(Exception):
    """What a ref names is a file or a tree."""


def _tips(git: Git, url: str, deadline: datetime.datetime | None, folder: Path) -> list[tuple[str, str]]:
    """What may count, the best first, and what the server has for it: submission tags in time, the default branch."""
    answer = git("ls-remote", "--", url, "HEAD", "refs/tags/submit/*", folder=folder, url=url).decode(
        "utf-8", "replace"
    )
    tips = {ref: tip for tip, _, ref in (line.partition("\t") for line in answer.splitlines())}
    tagged = [(time, ref) for ref in tips if (time := _tag_time(ref)) is not None]
    in_time = sorted([(time, ref) for time, ref in tagged if deadline is None or time <= deadline], reverse=True)
    refs = [ref for _, ref in in_time[:MAX_TAGS]] + ["HEAD"] * ("HEAD" in tips)
    if not refs:
        raise _Nothing(Status.NOTHING, "the repository is empty")
    return [(ref, tips[ref]) for ref in refs]


def _tag_time(ref: str) -> datetime.datetime | None:
    """The time in a tag's name: ``submit/2026-06-01T14-32-05Z-a1b2c3d``."""
    found = _TAG.fullmatch(ref)
    try:
        return datetime.datetime.strptime(found[1], "%Y-%m-%dT%H-%M-%S%z") if found else None
    except ValueError:  # the 31st of June
        return None


def _laid_out(git: Git, made: Collected, tips: list[tuple[str, str]], work: Path) -> Collected:
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    git("init", "--quiet", "--template=", folder=work)
    made, commit, committed_at = _first(git, made, tips, work)
    git("update-ref", "--no-deref", "HEAD", commit, folder=work)
    notes = list(made.notes)
    if made.deadline is not None and committed_at > made.deadline:
        notes.append("the tag's name is in time, but its commit is not")
    files, more = _files(git, commit, work)
    notes += more
    written = []
    for found in files:
        if problem := _write(git, found, work):
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


def _first(
    git: Git, made: Collected, tips: list[tuple[str, str]], work: Path
) -> tuple[Collected, str, datetime.datetime]:
    """The first of the refs that names a commit, with the commit that counts and its time; a tag may name a file."""
    notes: list[str] = []
    for ref, tip in tips:
        made = msgspec.structs.replace(made, ref=ref, tip=tip, notes=tuple(notes))
        try:
            return made, *_fetched(git, made, work)
        except _NoCommit:
            notes.append(f"{clean(ref)} names no commit, and was passed over")
    raise _Nothing(Status.FAILED, "; ".join(notes))


def _fetched(git: Git, made: Collected, work: Path) -> tuple[str, datetime.datetime]:
    """Fetch as little history as tells the commit that counts; its hash and its time."""
    for depth in (1,) if made.ref != "HEAD" or made.deadline is None else DEPTHS:
        git(
            *("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", f"--depth={depth}"),
            *("--", made.url, f"+{made.ref}:{_TIP}"),
            folder=work,
            url=made.url,
        )
        try:
            tip = git("rev-parse", "--verify", "--quiet", f"{_TIP}^{{commit}}", folder=work).decode().strip()
        except GitError:
            raise _NoCommit from None
        log = git("log", "--first-parent", "--format=%H %ct", tip, "--", folder=work).decode()
        history = [line.partition(" ") for line in log.splitlines()]
        for commit, _, seconds in history:
            time = _moment(commit, seconds)
            if made.ref != "HEAD" or made.deadline is None or time <= made.deadline:
                return commit, time
        if len(history) < depth:
            break
    raise _Nothing(Status.NOTHING, "there is no commit before the deadline")


def _moment(commit: str, seconds: str) -> datetime.datetime:
    if not seconds:  # its committer's line was made by hand
        raise _Nothing(Status.FAILED, f"the commit {commit[:7]} has no time, but should say when it was made")
    try:
        return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC)
    except (ValueError, OverflowError, OSError):  # a clock of the year 10,000
        return datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _files(git: Git, commit: str, work: Path) -> tuple[list[_Found], list[str]]:
    """The notebooks (else the archives, else one file to be refused by its name) of a commit, and what is odd."""
    listing = git("ls-tree", "-r", "-l", "-z", "--full-tree", commit, folder=work)
    found, odd = [], 0
    for entry in listing.split(b"\0")[:-1]:
        about, _, raw = entry.partition(b"\t")
        mode, kind, blob, size = about.decode("ascii").split()
        path = raw.decode("utf-8", "replace")
        if kind != "blob" or any(part.startswith(".") for part in path.split("/")):
            continue  # a submodule; what batch leaves out, too
        if not _is_plain(path):
            odd += is_notebook(path)
            continue
        found.append(_Found(blob=blob, size=int(size), path=path, link=mode == "120000"))
    notebooks = [one for one in found if is_notebook(one.path)]
    archives = [one for one in found if may_hold_notebook(one.path)]
    chosen = notebooks or archives or [one for one in found if one.size < 2**20][:1]
    notes = [f"{words.count(odd, 'notebook')} left out, with a name that no file can have here"] if odd else []
    if len(chosen) > MAX_FILES:
        notes.append(f"{len(chosen)} notebooks, of which the first {MAX_FILES} are taken")
    return chosen[:MAX_FILES], notes


def _is_plain(path: str) -> bool:
    """Whether a path of a tree can be one below a folder of ours: a tree may hold any bytes."""
    parts = path.split("/")
    short = len(path) < 1_000 and all(0 < len(part.encode()) <= 200 for part in parts)
    return short and path.isprintable() and ".." not in parts and "\ufffd" not in path


def _write(git: Git, found: _Found, work: Path) -> str:
    """Write one file; what the staff should know of it."""
    target = work / found.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        if found.size > MAX_NOTEBOOK_BYTES:
            os.ftruncate(file.fileno(), found.size)  # takes no room, and batch says what is wrong with it
            return f"{clean(found.path)} has {found.size // 2**20} MiB, and was left out"
        git.copy(found.blob, file, folder=work)
    if found.link:
        return f"{clean(found.path)} is a link, which is not followed"
    with target.open("rb") as file:
        if file.read(len(_LFS)) == _LFS:
            return f"{clean(found.path)} is in Git LFS: only its pointer is in the repository"
    return ""


def _write_record(work: Path, made: Collected) -> None:
    (work / RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(made), indent=2) + b"\n")


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
