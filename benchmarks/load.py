"""A whole class at once: rate, memory, descriptors, processes, and what is left afterwards.

    python benchmarks/load.py [--count N] [--assignment DIR] [--workers N] [--keep DIR]

The class is made of the example submissions, each changed a little so that no two have the same bytes: a comment, the
names of local variables, the order of independent cells.  One command grades them all; meanwhile this process looks
every second at the memory and the open descriptors of the command and of its grader processes.  Exits with 1 when
memory grows, or when a process, a folder or a descriptor is left.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOOPS = ("loops_for_ever",)
"""Examples that cost their limits, 30 s and more each: one in a hundred of the class, as in life."""
GROWTH = 1.15
PAGE = os.sysconf("SC_PAGE_SIZE")


def main() -> int:
    """Make the class, grade it, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=1_000)
    parser.add_argument("--assignment", type=Path, default=ROOT / "assignments/logistic_regression")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--keep", type=Path, help="Leave the output here.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="load-") as folder:
        here = Path(folder)
        make_class(here / "in", options.count)
        return grade(here, options)


def make_class(folder: Path, count: int) -> None:
    """``count`` notebooks; the slow ones rarely."""
    folder.mkdir()
    examples = sorted((ROOT / "examples/submissions").glob("*.ipynb"))
    quick = [path for path in examples if path.stem not in LOOPS]
    slow = [path for path in examples if path.stem in LOOPS]
    for number in range(count):
        source = slow[0] if number % 100 == 50 else quick[number % len(quick)]
        notebook = json.loads(source.read_text(encoding="utf-8"))
        vary(notebook, number)
        (folder / f"{number:05d}_{source.stem}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")


def vary(notebook: dict, number: int) -> None:
    """Bytes of its own; the answers stay what they are."""
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            text = cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])
            cell["source"] = f"{text}\n# {number}.{index}"


def grade(here: Path, options: argparse.Namespace) -> int:
    """Run the command and watch it."""
    out = options.keep or here / "out"
    scratch = here / "tmp"
    scratch.mkdir()
    command = [sys.executable, "-m", "autograder", "batch", str(here / "in"), "--assignment", str(options.assignment)]
    command += ["--out", str(out), "--workers", str(options.workers)]
    before = cpu_of_children()
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "TMPDIR": str(scratch)})
    seen: list[dict] = []
    while process.poll() is None:
        time.sleep(1)
        seen.append(look(process.pid))
    wall = time.monotonic() - start
    cpu = cpu_of_children() - before
    return report(options, process.returncode, seen, wall, cpu, list(scratch.iterdir()), out)


def look(pid: int) -> dict:
    """Resident memory in MiB and descriptors, of the command and of each of its children."""
    graders = children(pid)
    return {
        "master": resident(pid),
        "descriptors": descriptors(pid),
        "graders": [resident(grader) for grader in graders],
        "trees": sum(resident(one) for grader in graders for one in tree(grader)),
        "grader_descriptors": [descriptors(grader) for grader in graders],
    }


def children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    return [pid, *(one for child in children(pid) for one in tree(child))]


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE / 2**20
    except (OSError, IndexError):
        return 0.0


def descriptors(pid: int) -> int:
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except OSError:
        return 0


def cpu_of_children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def report(
    options: argparse.Namespace, code: int, seen: list[dict], wall: float, cpu: float, left: list[Path], out: Path
) -> int:
    """Print the figures; 1 where something grows or is left."""
    count = options.count
    early, late = seen[len(seen) // 5 : 2 * len(seen) // 5], seen[-len(seen) // 5 : -1]
    rows = []
    for name, pick in (
        ("command, MiB", lambda row: row["master"]),
        ("graders, MiB each", lambda row: statistics.fmean(row["graders"] or [0.0])),
        ("descriptors of a grader", lambda row: statistics.fmean(row["grader_descriptors"] or [0])),
        ("descriptors of the command", lambda row: row["descriptors"]),
    ):
        first, last = (statistics.median(pick(row) for row in part or [seen[-1]]) for part in (early, late))
        rows.append((name, first, last, max(pick(row) for row in seen)))
    print(f"\n{count} submissions, {options.workers} workers: {wall:.0f} s wall, {cpu:.0f} s CPU, exit code {code}")
    print(f"  {60 * count / wall:.0f} a minute, {1_000 * cpu / count:.0f} ms of CPU each\n")
    print(f"  {'':30}{'early':>10}{'late':>10}{'most':>10}")
    for name, first, last, most in rows:
        print(f"  {name:30}{first:10.1f}{last:10.1f}{most:10.1f}")
    print(f"  {'all processes, MiB':30}{'':20}{max(row['trees'] + row['master'] for row in seen):10.1f}")
    size = (out / "gradebook.db").stat().st_size / 2**20
    print(f"  {'gradebook, MiB':30}{'':20}{size:10.1f}")
    complaints = [f"{name} grew from {a:.1f} to {b:.1f}" for name, a, b, _ in rows if b > GROWTH * a + 1]
    complaints += [f"left behind: {path}" for path in left]
    complaints += [f"exit code {code}"] if code else []
    for complaint in complaints:
        print(f"  PROBLEM: {complaint}")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
