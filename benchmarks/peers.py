"""What ten small notebooks cost here, with Otter and with nbgrader, each run as its users run it.

    python benchmarks/peers.py [--repeat N] [--folder build/peers] [--environment build/peers-venv]

- Otter: ``otter run -a autograder.zip NOTEBOOK`` once for each notebook; it has no batch without Docker.
- nbgrader: ``nbgrader autograde small`` for all ten, and for one: the difference is what nine notebooks cost, the rest
  is start-up.  So with ours, ``autograder grade ...``.
- Plain: ``plain.py``, the same cells and checks in one process without isolation; warm, and with its start.

The peers come from PyPI into an environment of their own (``peers.txt``).  One thread computes in all of them.

CPU is user plus system time of the command and of everything that it started, as Linux adds it up for whoever waits
(``RUSAGE_CHILDREN``).  Jupyter's kernels are grandchildren: this process is a subreaper, so that one whose parent does
not wait for it falls to us, and is waited for before the clock is read.  That nothing escapes is tried first, with a
process that detaches itself.  All three must give the same scores, or the comparison says nothing.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from autograder.sandbox import kernel

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
SMALL = HERE / "small"
sys.path.insert(0, str(SMALL))
import make  # noqa: E402 - the assignment's own generator

ONE_THREAD = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
FIRST = "right"
LIMITS = {"Otter": 20.0, "nbgrader": 8.0}
"""How many times as much CPU a notebook should cost there."""


class Cost(NamedTuple):
    """Seconds."""

    cpu: float
    wall: float


class Row(NamedTuple):
    """What a tool costs: a notebook once it is warm, and the start; in seconds."""

    notebook: Cost
    start: Cost | None


Scores = dict[str, float]


def main() -> int:
    """Install, measure, print, judge."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=ROOT / "build/peers")
    parser.add_argument("--environment", type=Path, default=ROOT / "build/peers-venv")
    options = parser.parse_args()
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    _check_the_clock()
    folder: Path = options.folder.resolve()
    shutil.rmtree(folder, ignore_errors=True)
    peers = Peers(folder, options.environment.resolve())
    tools: dict[str, Callable[[], Row]] = {
        "autograder": peers.ours,
        "Otter": peers.otter,
        "nbgrader": peers.nbgrader,
        "plain process": peers.plain,
    }
    rows: dict[str, list[Row]] = {name: [] for name in tools}
    for number in range(options.repeat):
        for name, measure in tools.items():
            print(f"round {number + 1} of {options.repeat}: {name} ...", file=sys.stderr)
            rows[name].append(measure())
    return _report({name: _median(found) for name, found in rows.items()}, peers.scores, options.repeat)


# --- the clock ---


def run(command: list[str], *, cwd: Path, env: dict[str, str], stdin: str = "") -> tuple[Cost, str]:
    """Run a command to its end, and that of all that it left behind; what they cost, and what it printed."""
    start, before = time.monotonic(), _spent()
    done = subprocess.run(
        command, cwd=cwd, env=env, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    wall = time.monotonic() - start
    while True:
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            break
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-3_000:]}")
    return Cost(_spent() - before, wall), done.stdout


def _spent() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _check_the_clock() -> None:
    """A grandchild that detaches itself and burns half a second must be seen."""
    burn = "import time\nwhile time.process_time() < 0.5: pass"
    program = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {burn!r}], start_new_session=True)"
    cost, _ = run([sys.executable, "-c", program], cwd=ROOT, env=dict(os.environ))
    if cost.cpu < 0.5:
        raise SystemExit(f"the clock missed a detached process: {cost.cpu:.2f} s seen, 0.5 s burnt")


# --- the tools ---


class Peers:
    """The tools, each with what it needs in a folder; ``scores`` keeps what each gave to whom."""

    def __init__(self, folder: Path, environment: Path) -> None:
        self.scores: dict[str, Scores] = {}
        self._folder = folder
        self._bin = environment / "bin"
        _install(environment)
        (folder / "home").mkdir(parents=True)
        self._env = {
            "PATH": f"{self._bin}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "LANG": "C.UTF-8",
            **ONE_THREAD,
        }
        self._notebooks = sorted((SMALL / "submissions").glob("*.ipynb"))
        self._zip = folder / "autograder.zip"
        with zipfile.ZipFile(self._zip, "w") as archive:
            archive.writestr("otter_config.json", "{}")
            for path in sorted((SMALL / "otter/tests").glob("*.py")):
                archive.write(path, f"tests/{path.name}")
        self._course()

    def _course(self) -> None:
        """nbgrader's folders: the source released, the submissions handed in."""
        course = self._folder / "nbgrader"
        shutil.copytree(SMALL / "nbgrader", course)
        (course / "nbgrader_config.py").write_text('c = get_config()\nc.CourseDirectory.course_id = "small"\n')
        self._nbgrader("generate_assignment", "small")
        for path in self._notebooks:
            target = course / "submitted" / path.stem / "small/small.ipynb"
            target.parent.mkdir(parents=True)
            target.write_text(make.nbgrader_notebook(path.stem), encoding="utf-8")

    def _nbgrader(self, *words: str) -> Cost:
        return run([str(self._bin / "nbgrader"), *words], cwd=self._folder / "nbgrader", env=self._env)[0]

    def ours(self) -> Row:
        """``autograder grade``, in its own environment."""
        grade = [sys.executable, "-m", "autograder", "grade", "--assignment", str(SMALL), "--json"]
        env = {**os.environ, **ONE_THREAD}
        one = SMALL / f"submissions/{FIRST}.ipynb"
        single, _ = run([*grade, str(self._folder / "one.json"), str(one)], cwd=ROOT, env=env)
        out = self._folder / "ours"
        out.mkdir(exist_ok=True)
        batch, _ = run([*grade, str(out), *map(str, self._notebooks)], cwd=ROOT, env=env)
        self.scores["autograder"] = {path.stem: json.loads(path.read_text())["score"] for path in out.glob("*.json")}
        return _row(single, batch, len(self._notebooks))

    def nbgrader(self) -> Row:
        """``nbgrader autograde``, once for one student, once for all."""
        single = self._nbgrader("autograde", "small", "--student", FIRST, "--force")
        batch = self._nbgrader("autograde", "small", "--force")
        self._nbgrader("export", "--to", "grades.csv")
        with open(self._folder / "nbgrader/grades.csv", encoding="utf-8") as file:
            self.scores["nbgrader"] = {row["student_id"]: float(row["score"]) for row in csv.DictReader(file)}
        return _row(single, batch, len(self._notebooks))

    def otter(self) -> Row:
        """``otter run``, once for each notebook."""
        costs = []
        scores: Scores = {}
        for path in self._notebooks:
            out = self._folder / "otter" / path.stem
            out.mkdir(parents=True, exist_ok=True)
            command = [str(self._bin / "otter"), "run", "-a", str(self._zip), "-o", str(out), "--no-logo", str(path)]
            costs.append(run(command, cwd=self._folder, env=self._env)[0])
            tests = json.loads((out / "results.json").read_text())["tests"]
            scores[path.stem] = sum(test.get("score", 0.0) for test in tests)
        self.scores["Otter"] = scores
        return Row(Cost(*(statistics.fmean(column) for column in zip(*costs, strict=True))), None)

    def plain(self) -> Row:
        """One process for each notebook: with its start, and warm."""
        warm, cold = [], []
        for path in self._notebooks:
            command = [sys.executable, str(HERE / "plain.py"), str(path), str(SMALL)]
            cost, printed = run(command, cwd=ROOT, env={**os.environ, **ONE_THREAD}, stdin="go\n" * 3)
            last = json.loads(printed.splitlines()[-1])
            warm.append(Cost(last["cpu"], last["wall"]))
            rest = sum(json.loads(line)["cpu"] for line in printed.splitlines())
            cold.append(Cost(cost.cpu - rest, 0.0))
        notebook = Cost(statistics.fmean(cost.cpu for cost in warm), statistics.fmean(cost.wall for cost in warm))
        return Row(notebook, Cost(statistics.fmean(cost.cpu for cost in cold), 0.0))


def _install(environment: Path) -> None:
    """Both peers at the versions of ``peers.txt``; nothing when they are there."""
    wanted = HERE / "peers.txt"
    stamp = environment / "peers.txt"
    if stamp.is_file() and stamp.read_bytes() == wanted.read_bytes():
        return
    print(f"Making {environment} (once; some minutes) ...", file=sys.stderr)
    venv.create(environment, clear=True, with_pip=True)
    pip = [str(environment / "bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(wanted)], check=True)
    shutil.copy(wanted, stamp)


# --- the table ---


def _row(single: Cost, batch: Cost, count: int) -> Row:
    notebook = Cost(*((many - one) / (count - 1) for many, one in zip(batch, single, strict=True)))
    return Row(notebook, Cost(*(one - each for one, each in zip(single, notebook, strict=True))))


def _median(rows: list[Row]) -> Row:
    def median(costs: list[Cost]) -> Cost:
        return Cost(*(statistics.median(column) for column in zip(*costs, strict=True)))

    starts = [row.start for row in rows if row.start is not None]
    return Row(median([row.notebook for row in rows]), median(starts) if starts else None)


def _report(rows: dict[str, Row], scores: dict[str, Scores], repeat: int) -> int:
    ours = rows["autograder"].notebook.cpu
    machine = f"{os.cpu_count()} cores, Linux {platform.release()}, Python {platform.python_version()}"
    print(f"{machine}, load {os.getloadavg()[0]:.1f}")
    print(f"ten notebooks, 5 questions, 16 checks, median of {repeat} rounds; CPU and wall time in ms:\n")
    print(f"  {'':16}{'CPU a notebook':>16}{'wall':>8}{'start-up CPU':>14}{'times ours':>12}")
    for name, (notebook, start) in rows.items():
        once = f"{1_000 * start.cpu:14.0f}" if start is not None else f"{'in each':>14}"
        times = f"{notebook.cpu / ours:12.1f}"
        print(f"  {name:16}{1_000 * notebook.cpu:16.0f}{1_000 * notebook.wall:8.0f}{once}{times}")
    print(f"\n  ours - plain process: {1_000 * (ours - rows['plain process'].notebook.cpu):.0f} ms of CPU a notebook")
    differing = {name for name in scores["autograder"] if len({found.get(name) for found in scores.values()}) > 1}
    print(
        f"  the same score from all three: {len(scores['autograder']) - len(differing)} of {len(scores['autograder'])}"
    )
    for name in sorted(differing):
        print(f"    {name}: {', '.join(f'{tool} {found.get(name)}' for tool, found in scores.items())}")
    short = [name for name, times in LIMITS.items() if rows[name].notebook.cpu < times * ours]
    for name, times in LIMITS.items():
        print(f"  at least {times:.0f} times less CPU than {name}: {'NOT reached' if name in short else 'reached'}")
    return 1 if short or differing else 0


if __name__ == "__main__":
    sys.exit(main())
