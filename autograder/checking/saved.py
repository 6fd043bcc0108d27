"""What the saved file tells of how the notebook was run by its author."""

from __future__ import annotations

from autograder.checking.findings import Finding
from autograder.notebook import Notebook


def of_saved(notebook: Notebook) -> list[Finding]:
    """Cells that were never run, and cells that were run in another order than they stand in.

    Neither costs anything, since everything is run afresh; but what its author saw may not be what the notebook does.
    """
    written = [
        (cell, count) for cell, count in zip(notebook.cells, notebook.counts, strict=True) if cell.source.strip()
    ]
    counts = [count for _, count in written if count is not None]
    if not counts:
        return [Finding("No cell was run before saving.", "Run all cells, look at what they show, and save.", False)]
    found = []
    never = [str(cell.number) for cell, count in written if count is None]
    if never:
        cells = "Code cell" if len(never) == 1 else "Code cells"
        verb = "was" if len(never) == 1 else "were"
        text = f"{cells} {', '.join(never[:12])}{', ...' if len(never) > 12 else ''} {verb} never run before saving."
        found.append(Finding(text, "Run all cells, look at what they show, and save.", False))
    if counts != sorted(counts):
        hint = "Restart the kernel and run all cells: then you see what it does from top to bottom."
        found.append(Finding("The cells were run in another order than they stand in.", hint, False))
    return found
