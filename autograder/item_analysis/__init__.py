"""What the grades of a class say about the class, and about the assignment.

Theory of operation
-------------------
:func:`analyse` takes the questions of an assignment and the :class:`~autograder.standing.Standing` of every student,
and gives one frozen :class:`ClassAnalysis`; it writes nothing and decides nothing.  Three groups of students appear in
it, and each number says which one it is about:

* those with a *final score* (after overrides and lateness) make the distribution;
* those whose every question the suite *judged* make the statistics of questions and checks, from the points that the
  suite gave: an override is a decision about a student, and says nothing about a question;
* those with *any grade* make the misconceptions, the times and the faults.

:mod:`~autograder.item_analysis.statistics` has the formulas, on NumPy arrays alone.
:mod:`~autograder.item_analysis.scores` makes the arrays, :mod:`~autograder.item_analysis.items` judges questions and
checks with them, and :mod:`~autograder.item_analysis.incidents` counts what happened.  A statistic that does not exist
(no variance, too few students) is ``None``: no NaN leaves this package.
"""

from autograder.item_analysis.analysis import analyse
from autograder.item_analysis.results import ClassAnalysis

__all__ = ["ClassAnalysis", "analyse"]
