"""What the worker calls: runs the student's code, trains with their ``train_1d``, runs the check.

Every answer is JSON.  A student's mistake is an answer like any other; only what is our own fault is an exception.
Names with a meaning for the page: ``fault`` is an exception of theirs, ``note`` a sentence on what is missing.
"""

import contextlib
import io
import json

import checks
import fit
from words import CODE, describe

PRINTED_CHARACTERS = 10_000
PRINTED_LINES = 200


class Printed(io.TextIOBase):
    """Passes on what is printed line by line, so that it is seen even if the code never ends; up to a bound."""

    def __init__(self, pass_on):
        self._pass_on = pass_on
        self._begun, self._full = "", False
        self._characters, self._lines = PRINTED_CHARACTERS, PRINTED_LINES

    def write(self, text):
        """Part of the contract of a text stream."""
        if not self._full:
            self._begun += text[: self._characters + 1]
            if "\n" in self._begun or len(self._begun) > self._characters:
                self.end()
        return len(text)

    def writable(self):
        """Part of the contract of a text stream."""
        return True

    def end(self):
        """Pass on what has been begun, as far as there is room."""
        lines = self._begun.splitlines(keepends=True)
        shown = "".join(lines[: self._lines])[: self._characters]
        self._full = len(shown) < len(self._begun)
        self._characters -= len(shown)
        self._lines -= len(lines)
        self._begun = ""
        if shown:
            self._pass_on(shown)
        if self._full:
            self._pass_on("\n… and more, which is not shown")


class Runner:
    """One student's session: the code last run, and the names that it defined."""

    def __init__(self, pass_on):
        self._pass_on = pass_on
        self._code, self._names = None, {}

    def points(self):
        """The data, to be drawn before anything is written."""
        X, y = fit.points()
        return json.dumps({"X": X, "y": y})

    def run(self, code, lr, lam, epochs):
        """Run the code anew, and train."""
        self._code = None
        return self.train(code, lr, lam, epochs)

    def train(self, code, lr, lam, epochs):
        """Train with the code's ``train_1d``; the code itself runs again only if it is another one."""
        return json.dumps(self._printing(lambda: self._train(code, lr, lam, epochs)))

    def check(self, code, source, report):
        """Judge the code by each case of the check; each verdict is reported as soon as it is there."""
        if code != self._code and (fault := self._printing(lambda: self._define(code))):
            return json.dumps(fault)
        # What is printed while a check calls their functions is noise: many calls, with numbers they did not choose.
        with contextlib.redirect_stdout(Printed(lambda text: None)):
            cases = checks.load(source)
            for case in cases:
                report(json.dumps({"title": case.title, "of": len(cases), **checks.judge(case, self._names)}))
        return json.dumps({"of": len(cases)})

    def _printing(self, work):
        printed = Printed(self._pass_on)
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            answer = work()
        printed.end()
        return answer

    def _define(self, code):
        """Run the code; its fault, or nothing."""
        self._code, self._names = None, {"__name__": "__main__"}
        try:
            exec(compile(code, CODE, "exec"), self._names)
        except BaseException as error:  # sys.exit() and KeyboardInterrupt are the student's, too
            return {"fault": describe(error)}
        self._code = code
        return None

    def _train(self, code, lr, lam, epochs):
        if code != self._code and (fault := self._define(code)):
            return fault
        train_1d = self._names.get("train_1d")
        if train_1d is None:
            return {"note": "There is no function train_1d in your code: write it, and mind its spelling."}
        X, y = fit.points()
        try:
            answer = train_1d(list(X), list(y), float(lr), float(lam), int(epochs))
        except BaseException as error:
            return {"fault": describe(error)}
        if answer is None or answer is ...:
            return {"note": "train_1d is still to be written: it returns nothing yet."}
        try:
            return {"fit": fit.read(answer, X, y)}
        except fit.Unusable as refusal:
            return {"note": str(refusal)}
