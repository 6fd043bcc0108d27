"""What was handed in, by whom, and when: a download of a course site, a folder or a zip of one becomes a list.

Theory of operation
-------------------
Three questions are answered apart, each without guessing::

    names                   hostile text made presentable; what counts as the same name
    tree, zips              a folder of files, on disk or in an archive, links and devices told from files
    arrival                 a file that was handed in, and what its place says about its owner
    folders, git            a file or a folder a student; what a checkout knows of its time
    canvas, moodle, gradescope      what those sites call the files of their downloads
    find                    which of those layouts lies before us -> list[Arrival]
    tables, roster, extensions      who is in the class, and who may be late
    sorting                 arrivals and roster -> who handed in what, in which order

**Nothing is lost.**  A PDF where a notebook should be, a link, an unreadable folder are arrivals too; reading or
parsing one raises the one sentence that its student is told.  **Nothing is guessed.**  A file that could be two
people's is nobody's: it stays with an owner who is not on the roster, for a TA to see.  Two owners never become one
because their names look alike, and a time that is not certain is no time, since a wrong one costs points and none
costs nothing.

Names of files, folders and students are text that a stranger wrote.  None of them becomes a path here: what is opened
are the entries that a listing returned, archives are read member by member in memory, and links are not followed.
"""

from autograder.intake.arrival import Arrival, Hints
from autograder.intake.extensions import read_extensions
from autograder.intake.find import find_arrivals
from autograder.intake.roster import Roster, read_roster
from autograder.intake.sorting import Sorted, sort_arrivals

__all__ = [
    "Arrival",
    "Hints",
    "Roster",
    "Sorted",
    "find_arrivals",
    "read_extensions",
    "read_roster",
    "sort_arrivals",
]
