"""Why a notebook would not run elsewhere, from how its cells ended in a fresh kernel."""

from __future__ import annotations

import re
from collections.abc import Iterable

from autograder.checking.findings import Finding
from autograder.checking.written import names_bound
from autograder.codec import CodeCell
from autograder.faults import in_words
from autograder.manifest import Manifest
from autograder.records import CellResult, CellStatus

_NAME = re.compile(r"name '(\w+)' is not defined")
_SHOWN = 3  # stopped cells are told one by one up to this number: one mistake early on stops many after it


def of_cells(cells: tuple[CodeCell, ...], results: tuple[CellResult, ...], manifest: Manifest) -> list[Finding]:
    """What each stopped cell stopped with, and which files were opened that will not be there."""
    stopped = [result for result in results if result.status not in (CellStatus.OK, CellStatus.NOT_RUN)]
    found = [_of_stopped(cells, result, manifest) for result in stopped[:_SHOWN]]
    if len(stopped) > _SHOWN:
        more = stopped[_SHOWN:]
        numbers = ", ".join(str(result.number) for result in more[:12])
        numbers += f" and {len(more) - 12} more" if len(more) > 12 else ""
        text = f"{len(more)} more code {'cell stops' if len(more) == 1 else 'cells stop'} with an error: {numbers}."
        found.append(
            Finding(
                text,
                "Mend the earliest first, since later ones may depend on it; cells that use a question which is not "
                "begun will run once it is.",
            )
        )
    left_out = [result.number for result in results if result.status is CellStatus.NOT_RUN]
    if left_out:
        text = f"The time of {manifest.limits.submission_seconds:g} s was used up before code cell {left_out[0]}."
        found.append(Finding(text, "What takes so long? Fewer iterations often do."))
    return found + list(_outside(results, manifest))


def _of_stopped(cells: tuple[CodeCell, ...], result: CellResult, manifest: Manifest) -> Finding:
    cell = f"Code cell {result.number}"
    error = result.error
    if result.status is CellStatus.TIMED_OUT:
        where = in_words(error.place) if error is not None else ""
        text = f"{cell} ran longer than the {manifest.limits.cell_seconds:g} s that a cell may take{where}."
        return Finding(text, "Is there a loop that never ends?")
    if result.status is CellStatus.KILLED:
        return Finding(f"{cell} ended the whole Python process.", "Is there an exit(), or a recursion without an end?")
    if error is None or result.status is CellStatus.OUT_OF_MEMORY:
        return Finding(f"{cell} needed more memory than the {manifest.limits.memory_bytes // 2**20} MiB allowed.")
    unknown = _NAME.search(error.message) if error.type == "NameError" else None
    if unknown:
        return _of_unknown_name(cells, result, unknown[1])
    message = f": {error.message}" if error.message else ""
    found = f"{cell} stops with {error.type}{message}{in_words(error.place)}."
    if error.type == "FileNotFoundError":
        return Finding(found, f"Only these files will be there: {', '.join(manifest.data) or 'none'}.")
    return Finding(found)


def _of_unknown_name(cells: tuple[CodeCell, ...], result: CellResult, name: str) -> Finding:
    place = in_words(result.error.place) if result.error is not None else ""
    later = [cell.number for cell in cells if cell.number > result.number and name in names_bound(cell.source)]
    if later:
        return Finding(
            f"Code cell {result.number} uses `{name}`, which is only defined in code cell {later[0]}{place}.",
            f"Move the definition of `{name}` up: from top to bottom, it comes too late.",
        )
    return Finding(
        f"Code cell {result.number} uses `{name}`, which no cell defines{place}.",
        "Was its cell deleted, or is it spelt differently? In your own kernel it may still be there from before.",
    )


def _outside(results: Iterable[CellResult], manifest: Manifest) -> Iterable[Finding]:
    there = ", ".join(f"`{name}`" for name in manifest.data)
    paths = "this relative path" if len(manifest.data) == 1 else "these relative paths"
    hint = f"Read {there} by {paths}." if there else "Only your computer has that file."
    seen: set[str] = set()
    for result in results:
        for path in result.opened:
            if path not in seen:
                seen.add(path)
                text = f"Code cell {result.number} opens `{path}`, which is outside the assignment's folder."
                yield Finding(f"{text} It will not be there when the notebook is graded.", hint)
