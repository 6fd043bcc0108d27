"""A small class in which everything happens that a file has to tell, and one whose texts are attacks."""

from __future__ import annotations

import datetime
from pathlib import Path

from msgspec.structs import replace

from autograder.manifest import LatePolicy, Manifest, Question
from autograder.records import Verdict
from autograder.standing import HandedIn, Late, Override, Person, Standing, stand
from tests.report.sample_grade import check, complete, question, realistic, withheld

DUE = datetime.datetime(2026, 6, 1, 12, tzinfo=datetime.UTC)
GRADE = realistic()
WIDTH = GRADE.max_score
TITLE = "Logistic regression"
EVIL = '=HYPERLINK("http://x";"y");+1\n\x1b[2K\r\u202eevil\u200f\ud800\ufffe\'<b>,&]]>\t@x'


def manifest(**changes) -> Manifest:
    questions = tuple(Question(id=item.id, title=item.title, points=item.max_score) for item in GRADE.questions)
    here = Path("/course")
    plain = Manifest(
        folder=here, id="lr", title=TITLE, points=WIDTH, questions=questions, suite=here, packages=(), data={}, warm=(),
        limits={}, late=LatePolicy(due=DUE),
    )  # fmt: skip
    return replace(plain, **changes)


def person(id_: str, **more) -> Person:
    more = {"name": f"{id_.capitalize()} Example", "email": f"{id_}@example.org", "section": "A", **more}
    return Person(id=id_, login=f"{id_}1", **more)


def file(name: str = "hw.ipynb", **more) -> HandedIn:
    more = {"submitted_at": DUE - datetime.timedelta(hours=1), **more}
    return HandedIn(name=name, source=f"all/{name}", sha256="ab12" * 16, **more)


def override(question, score, comment="looked at it", **more) -> Override:
    return Override(question=question, score=score, comment=comment, author="tim", decided_at=DUE, **more)


def ann(**more) -> Standing:
    """Graded and in time."""
    return stand(person("ann", canvas_id="1001", moodle_id="501"), WIDTH, file(), GRADE, handed_in=1, **more)


def bob() -> Standing:
    """Two days late, with points given by hand."""
    late = Late(due=DUE, days=2, percent=20.0)
    given = (
        override("q5_predict", 1.5, "`predict` is right but for its name"),
        override(None, None, "Come and see me"),
    )
    who = person("bob", canvas_id="1002", moodle_id="502")
    return stand(who, WIDTH, file(submitted_at=DUE + datetime.timedelta(hours=30)), GRADE, late, given, 3)


def cleo() -> Standing:
    """Withheld."""
    grade = replace(withheld(), max_score=WIDTH)
    return stand(person("cleo", canvas_id="1003", moodle_id="503"), WIDTH, file(), grade, handed_in=1)


def dan() -> Standing:
    """Unreadable."""
    broken = file("hw.docx", problem="hw.docx: is not a notebook, but a Word document")
    return stand(person("dan", canvas_id="1004", moodle_id="504"), WIDTH, broken, handed_in=1)


def eve() -> Standing:
    """Nothing handed in."""
    return stand(person("eve", canvas_id="1005", moodle_id="505"), WIDTH)


def fay() -> Standing:
    """Everything by hand."""
    return stand(
        person("fay", canvas_id="1006", moodle_id="506"), WIDTH, file(), GRADE, None, (override(None, 20.0),), 1
    )


def everybody() -> list[Standing]:
    return [fay(), ann(), bob(), cleo(), dan(), eve()]


def hostile() -> Standing:
    """Every text that somebody could choose is an attack."""
    item = check("test", EVIL, Verdict.FAILED, 0.0, 1.0, message=EVIL, hint=EVIL)
    broken = check("ours", EVIL, Verdict.HARNESS_ERROR, None, 1.0, message=EVIL)
    questions = (question("q1_sigmoid", EVIL, item), question("q2_bce", EVIL, broken))
    grade = replace(complete(), questions=questions, score=None, withheld=EVIL, max_score=2.0)
    given = (
        override("q1_sigmoid", 1.0, EVIL),
        override("q2_bce", 0.25, EVIL),
        replace(override(None, None, EVIL), author=EVIL),
    )
    who = Person(id=EVIL, name=EVIL, email=EVIL, section=EVIL, login=EVIL, canvas_id="66", moodle_id="66")
    return stand(who, 2.0, file(EVIL, problem=EVIL), grade, Late(due=DUE, days=1, percent=10.0), given, 1)
