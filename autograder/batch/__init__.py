"""A whole class: from what a course site let one download to every grade, page and table.

Theory of operation.  Three steps, each of which can be killed at any moment and goes on where it stopped, since the
gradebook knows what is done:

1. :mod:`~autograder.batch.receive` takes every submission into the gradebook, with its owner and its time.
2. :mod:`~autograder.batch.plan` says which of them have no grade yet by the present suite, manifest and harness;
   :mod:`~autograder.batch.run` has them graded, and stores each grade as it comes, in one transaction.  This process
   is the only writer.
3. :mod:`~autograder.batch.out` writes tables and pages from what the gradebook says.

A grade that stands is never replaced here without a word: what an older suite gave is counted, and
:mod:`~autograder.gradebook.changes` tells what would change before somebody accepts it.
"""
