"""What runs outside the grader: the warm parent, and the student's process that it forks.

Theory of operation
-------------------
``python -m autograder.worker FD`` is the **warm parent** (:mod:`~autograder.worker.warm`).  It takes a
:class:`~autograder.worker.control.Boot` from its control socket and comes up (:mod:`~autograder.worker.boot`): it
enters the sandbox's namespaces, tries the seal once in a throwaway child, and imports libraries.  Then it forks on
demand: one **session** per submission (:mod:`~autograder.worker.session`), whose memory and leftovers it watches
(:mod:`~autograder.worker.watch`).  A session runs the cells in an IPython shell (:mod:`~autograder.worker.shell`) and
then forks **copies** of itself, which answer the grader's calls (:mod:`~autograder.worker.objects`).

From the moment the first cell runs, everything here belongs to the student: it may be patched, lied with or
killed.  So nothing in this package decides anything.  It reports bytes; the grader judges them.
"""
