"""Collecting on the staff's side: repositories become checkouts for ``autograder batch``, grades become feedback.

Theory of operation
-------------------
::

    token       the secret of GITHUB_TOKEN: to git and to the API it goes, into no message
    gits        git as a program that a stranger's repository cannot steer
    rest        the few calls of GitHub's API that are needed, politely
    sources     a folder, a file of addresses or an organisation -> repositories
    targets     repositories and roster -> whose is whose, who has none
    deadlines   until when each student's work counts
    commits     a repository -> the commit that counts
    trees       the commit -> its notebooks as plain files
    record      what became of a repository, as its checkout keeps it
    checkout    one repository -> a folder with its notebooks at the commit that counts
    run         all of them, a few at a time
    feedback    a standing -> one issue, or one comment on the feedback pull request

**A repository is hostile.**  It is fetched into an empty one of ours, whose configuration nobody else writes; no
work tree is ever checked out.  The notebooks are read from the commit, object by object, and written as plain files,
so there are no hooks, filters, attributes, submodules, links, LFS or odd paths that anything could follow.

**It goes on where it stopped.**  A checkout is laid out under another name and renamed when it is whole; what it was
made of stands in ``.git/autograder.json``, and what has not changed since is not fetched again.

**Which commit counts** is the last submission tag (``submit/...``) before the deadline, else the last commit before it.
Both times are written by machines that students control; only the server knows when something was pushed.
"""

from autograder.collect.deadlines import Deadlines
from autograder.collect.record import Collected, Status
from autograder.collect.rest import Rest
from autograder.collect.run import collect
from autograder.collect.sources import listed, of_organization
from autograder.collect.targets import Plan, plan
from autograder.collect.token import Token, token_of

__all__ = [
    "Collected",
    "Deadlines",
    "Plan",
    "Rest",
    "Status",
    "Token",
    "collect",
    "listed",
    "of_organization",
    "plan",
    "token_of",
]
