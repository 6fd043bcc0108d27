"""JUnit XML: read by a strict parser, held against the rules of the schema that pytest writes by."""

import re
from collections import Counter
from xml.etree import ElementTree

import msgspec
import pytest

from autograder.exporters.junit import render_junit
from autograder.records import Verdict
from autograder.standing import stand
from tests.exporters.sample_class import EVIL, GRADE, WIDTH, everybody, file, hostile, manifest, person
from tests.report import sample_grade

KINDS = {"skipped", "error", "failure", "system-out"}
NEEDED = {
    "testsuites": set(),
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "properties": set(),
    "property": {"name", "value"},
    "testcase": {"classname", "name", "time"},
    "failure": {"message"},
    "system-out": set(),
    "error": {"message"},
    "skipped": {"message", "type"},
}
CHILDREN = {
    "testsuites": {"testsuite"},
    "testsuite": {"properties", "testcase"},
    "properties": {"property"},
    "testcase": KINDS,
}


def suites(standings):
    root = ElementTree.fromstring(render_junit(manifest(), standings))
    return {suite.get("name"): suite for suite in root}


@pytest.mark.parametrize("standings", [everybody(), [], [hostile()]], ids=["class", "nobody", "hostile"])
def test_elements_and_attributes_are_those_of_the_schema(standings):
    """No other child, every needed attribute, properties first, counts that are true."""
    root = ElementTree.fromstring(render_junit(manifest(), standings))
    for element in root.iter():
        assert set(element.attrib) >= NEEDED[element.tag]
        assert {child.tag for child in element} <= CHILDREN.get(element.tag, set())
    for suite in root:
        tags = Counter(element.tag for element in suite.iter())
        counts = [suite.get(name) for name in ("tests", "failures", "errors", "skipped")]
        assert counts == [str(tags[tag]) for tag in ("testcase", "failure", "error", "skipped")]
        assert suite[0].tag == "properties"
        assert all(re.fullmatch(r"\d+\.\d{3}", element.get("time", "")) for element in suite.iter("testcase"))


def test_a_case_is_a_check():
    """Its question is its class, its verdict its child."""
    cases = {case.get("name"): case for case in suites(everybody())["ann"].iter("testcase")}
    checks = {check.name: (question, check) for question in GRADE.questions for check in question.checks}
    assert set(cases) == set(checks)
    for name, (question, check) in checks.items():
        expected = {Verdict.PASSED: [], Verdict.SKIPPED: ["skipped"]}.get(check.verdict, ["failure"])
        assert [child.tag for child in cases[name]] == expected
        assert cases[name].get("classname") == question.id
    failure = cases["test_keeps_the_shape"][0]
    assert failure.get("message") == "Not right yet (0 of 1 points)"
    assert "should return shape (3,)" in (failure.text or "")


@pytest.mark.parametrize(("points", "kind"), [(1.0, "system-out"), (0.5, "failure")])
def test_what_only_an_earlier_mistake_broke_is_a_failure_where_it_cost_points(points, kind):
    """With all its points the case is none, but says how they came about."""
    earned = sample_grade.check(
        "test_it", "It is right", Verdict.FOLLOWED_THROUGH, points, 1.0, message="Right, but for `f`."
    )
    grade = msgspec.structs.replace(GRADE, questions=(sample_grade.question("q", "Q", earned),))
    rows = [msgspec.structs.replace(row, grade=grade) for row in everybody() if row.student.id == "ann"]
    (case,) = suites(rows)["ann"].iter("testcase")
    assert [child.tag for child in case] == [kind]
    assert "Right, but for `f`." in (case[0].text or "")


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [
        ("cleo", "error", "withheld"),
        ("dan", "failure", "cannot be graded"),
        ("eve", "skipped", "Nothing was handed in"),
    ],
)
def test_what_became_of_a_submission_is_a_case(name, kind, said):
    """No suite is empty, since that would look like a success."""
    case = suites(everybody())[name].find("testcase[@classname='submission']")
    assert [child.tag for child in case] == [kind]
    assert said in case[0].get("message")


def test_properties_have_score_lateness_and_hashes():
    """What a program may want to know."""
    suite = suites(everybody())["bob"]
    found = {item.get("name"): item.get("value") for item in suite.iter("property")}
    assert found["submission_sha256"] == "ab12" * 16
    assert found["suite_sha256"] == "41d0" * 16
    assert (found["late_days"], found["override"]) == ("2", "q5_predict: 1.5 by tim")


def test_hostile_texts_are_legal_xml():
    """Controls, half surrogates and noncharacters are spelt out, markup is text."""
    content = render_junit(manifest(title=EVIL), [hostile()])
    assert not re.search("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]", content.decode())
    root = ElementTree.fromstring(content)
    assert "\\x1b[2K\\r\\u202eevil" in root.get("name", "")
    assert "\\ud800\\ufffe'<b>,&]]>" in root.get("name", "")


def test_a_fault_of_ours_without_a_grade_is_an_error():
    """With its reason."""
    ours = stand(person("ida"), WIDTH, file(), withheld="The grader ended.")
    error = suites([ours])["ida"].find("testcase/error")
    assert error.text == "The grader ended."
