"""All that is written, once, in the end: when this begins, nothing of the student's runs any more."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from pathlib import Path

from autograder.ci.environment import Environment
from autograder.ci.files import append, clear, output_lines, replace_file
from autograder.ci.formats import actions, classroom, classroom50
from autograder.ci.markdown import MAX_BODY_CHARS, code, render_markdown
from autograder.ci.run import Result
from autograder.exporters.junit import render_junit
from autograder.report.html import render_html, render_unreadable
from autograder.report.json import render_json
from autograder.report.text import clean
from autograder.standing import HandedIn, Person, Standing, stand

PAGE_NAME = "feedback.html"
GRADE_NAME = "grade.json"
JUNIT_NAME = "junit.xml"


def names_of(formats: Collection[str]) -> list[str]:
    """The files that these formats write."""
    names = [PAGE_NAME, GRADE_NAME]
    if "classroom50" in formats:
        names += [classroom50.RESULT_NAME, classroom50.BODY_NAME]
    return [*names, JUNIT_NAME] if "junit" in formats else names


def clear_all(out: Path, formats: Collection[str]) -> None:
    """Take away what lies where we shall write, so that no file of the student's is taken for ours if we fail."""
    for name in names_of(formats):
        clear(out / name)


def write_all(
    result: Result, environment: Environment, formats: Collection[str], out: Path, graded_at: datetime.datetime
) -> str:
    """Write the files into ``out``, ``result.json`` last; returns what is to be printed for the runner to obey."""
    outputs, printed = "", ""
    standing = _standing(result, environment)
    if result.grade is not None:
        page = render_html(result.grade)
    else:
        page = render_unreadable(standing, result.manifest.title, in_ci=True)
    replace_file(out / PAGE_NAME, page.encode())
    if result.grade is not None:
        replace_file(out / GRADE_NAME, render_json(result.grade))
    if "junit" in formats:
        replace_file(out / JUNIT_NAME, render_junit(result.manifest, [standing]))
    if "classroom" in formats:
        outputs += output_lines(classroom.OUTPUT_NAME, classroom.render_classroom(result))
    if "actions" in formats:
        printed += actions.render_annotations(result)
        if "classroom50" not in formats and environment.summary is not None:
            append(environment.summary, render_markdown(result))
    document = b""
    if "classroom50" in formats:
        document = classroom50.render_result(result, environment, graded_at)
        outputs += classroom50.render_outputs(result, document)
        replace_file(out / classroom50.BODY_NAME, render_markdown(result, MAX_BODY_CHARS).encode())
    if outputs and environment.output is not None:
        append(environment.output, outputs)
    if document:
        replace_file(out / classroom50.RESULT_NAME, document)
    return printed


def tell_failure(message: str, environment: Environment) -> str:
    """An infrastructure error, on the step's summary; returns the annotation to print."""
    said = "The autograder failed, and no grade changes"
    if environment.summary is not None:
        append(environment.summary, f"## {said}\n\n{code(message)}\n")
    return actions.annotation("error", clean(message), title=said)


def _standing(result: Result, environment: Environment) -> Standing:
    owner = environment.owner or environment.actor or "student"
    found = result.found
    file = HandedIn(
        name=found.notebook.name if found is not None else "",
        source=found.path.encode("utf-8", "replace").decode() if found is not None else "",
        sha256=found.notebook.sha256 if found is not None else "",
        submitted_at=result.committed_at,
        problem=result.problem,
    )
    return stand(Person(id=owner), result.manifest.points, file, result.grade, handed_in=1)
