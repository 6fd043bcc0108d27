"""``autograder audit``: judges the judges.

Theory of operation.  The lesson's solution is the right notebook (:mod:`~autograder.audit.solution`).  Into it go, one
at a time: the right variants of ``equivalents.py`` and the wrong ones of ``misconceptions.py``, both written by the
course's authors, and generic mutants, made by :mod:`~autograder.audit.mutants`.  Each is graded on the question that it
belongs to, in a notebook cut down to the cells which that question needs; a right variant also on every question that
uses what it defines.  The solution on all of the assignment's stand-ins is a right variant of every question.  Grader
processes (:mod:`~autograder.audit.worker`, kept busy by :mod:`~autograder.audit.crew`) send back the grades and how far
each comparison was from its tolerance.

:mod:`~autograder.audit.findings` reads from that what falls short: right variants that lose points, wrong ones that
do not, tolerances without a margin, mistakes that are named wrongly.  What an author has looked at and accepts stands
with a reason in ``audit.toml`` (:mod:`~autograder.audit.accepted`); what stands there and is no longer true is a
shortcoming, too.  :mod:`~autograder.audit.run` does one after the other, and :mod:`~autograder.audit.show` prints it.

Rejected: mutmut, which mutates files and runs their tests, while what is judged here is a notebook in a process of its
own, and a mutant needs the suite of one question only.
"""
