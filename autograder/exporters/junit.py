"""JUnit XML as pytest writes it (``junit_family=xunit2``): a suite a student, a case a check, for CI to show.

One thing is not pytest's: what became of a submission that could not be graded is a case, too (``submission``), since
a suite without a case looks like a success.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from autograder.exporters.cells import moment, number, one_line
from autograder.manifest import Manifest
from autograder.records import CheckResult, QuestionResult, Verdict, has_all_points
from autograder.report.text import clean
from autograder.report.words import VERDICTS
from autograder.standing import Standing, Status

_ILLEGAL = re.compile(
    "[\ufffe\uffff]"
)  # the rest of what XML 1.0 forbids are controls and surrogates, spelt out by clean
_KINDS = {Verdict.PASSED: "", Verdict.SKIPPED: "skipped", Verdict.HARNESS_ERROR: "error"}
_TOLD = {
    Status.UNREADABLE: "failure",
    Status.WITHHELD: "error",
    Status.PENDING: "skipped",
    Status.MISSING: "skipped",
}
_WHY = {
    Status.UNREADABLE: "The submission cannot be graded.",
    Status.WITHHELD: "The grade is withheld: the grading harness failed here, not the student.",
    Status.PENDING: "Not graded yet.",
    Status.MISSING: "Nothing was handed in.",
}


def render_junit(manifest: Manifest, standings: Sequence[Standing]) -> bytes:
    """The class as UTF-8 XML, a ``testsuite`` a student in the order of their ids.

    A check that did not pass is a ``failure`` (also one that is partly right), one that the harness could not carry out
    an ``error``.  One that has all its points in spite of an earlier mistake is neither, and says so on ``system-out``.
    Final score, lateness and hashes are properties of the suite.
    """
    return b"".join(junit_parts(manifest, sorted(standings, key=lambda standing: standing.student.id)))


def junit_parts(manifest: Manifest, standings: Iterable[Standing]) -> Iterator[bytes]:
    """The same suite by suite, in the order that is given: a class may be larger than memory."""
    title = quoteattr(_attribute(manifest.title))
    yield f"<?xml version='1.0' encoding='utf-8'?>\n<testsuites name={title}>\n".encode()
    for standing in standings:
        suite = _suite(standing)
        ElementTree.indent(suite, level=1)
        yield b"  " + ElementTree.tostring(suite, encoding="utf-8") + b"\n"
    yield b"</testsuites>\n"


def _suite(standing: Standing) -> ElementTree.Element:
    cases = [*_submission(standing), *_cases(standing)]
    seconds = standing.grade.wall_seconds if standing.grade is not None else 0.0
    suite = ElementTree.Element("testsuite", name=_attribute(standing.student.id))
    for name, kind in (("errors", "error"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(sum(case.find(kind) is not None for case in cases)))
    suite.set("tests", str(len(cases)))
    suite.set("time", f"{seconds:.3f}")
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in _properties(standing):
        ElementTree.SubElement(properties, "property", name=name, value=_attribute(value))
    suite.extend(cases)
    return suite


def _properties(standing: Standing) -> Iterator[tuple[str, str]]:
    yield "status", standing.status.value
    yield "score", number(standing.score)
    yield "max_score", number(standing.max_score)
    if standing.late is not None:
        yield "late_days", str(standing.late.days)
        yield "late_percent", number(standing.late.percent)
    if standing.submission is not None:
        yield "submission", standing.submission.name
        yield "submission_sha256", standing.submission.sha256
        yield "submitted_at", moment(standing.submission.submitted_at)
    if standing.grade is not None:
        yield "suite_sha256", standing.grade.suite.sha256
        yield "harness_version", standing.grade.harness_version
    for item in standing.overrides:
        if item.score is not None:
            yield "override", f"{item.question or 'total'}: {number(item.score)} by {item.author}"


def _submission(standing: Standing) -> Iterator[ElementTree.Element]:
    if standing.status is Status.GRADED:
        return
    case = ElementTree.Element("testcase", classname="submission", name=standing.status.value, time="0.000")
    problem = standing.submission.complaint if standing.submission is not None else ""
    _outcome(case, _TOLD[standing.status], _WHY[standing.status], problem or standing.withheld)
    yield case


def _cases(standing: Standing) -> Iterator[ElementTree.Element]:
    for question in standing.grade.questions if standing.grade is not None else ():
        for check in question.checks:
            yield _case(question, check)


def _case(question: QuestionResult, check: CheckResult) -> ElementTree.Element:
    case = ElementTree.Element("testcase", classname=_attribute(question.id), name=_attribute(check.name))
    case.set("time", f"{check.wall_seconds:.3f}")
    kind = _KINDS.get(check.verdict, "failure")
    if check.verdict is Verdict.FOLLOWED_THROUGH and has_all_points(check):
        ElementTree.SubElement(case, "system-out").text = _legal(clean(check.message))
    elif kind:
        points = (
            f"{number(check.points)} of {number(check.max_points)} points" if check.points is not None else "withheld"
        )
        said = [check.description, check.message, check.hint and f"Hint: {check.hint}"]
        _outcome(case, kind, f"{VERDICTS[check.verdict].word} ({points})", "\n".join(filter(None, said)))
    return case


def _outcome(case: ElementTree.Element, kind: str, message: str, text: str) -> None:
    child = ElementTree.SubElement(case, kind, message=_attribute(message))
    if kind == "skipped":
        child.set("type", "autograder.skip")
    child.text = _legal(clean(text)) or None


def _attribute(text: str) -> str:
    return _legal(one_line(text))


def _legal(text: str) -> str:
    return _ILLEGAL.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
