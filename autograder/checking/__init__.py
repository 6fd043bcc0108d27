"""What a student asks before handing in: what do the public checks say, and will it run where it is graded?

Theory of operation.  ``autograder check`` runs the notebook from top to bottom in a fresh kernel of its own (the
``jupyter`` engine: any platform, no sandbox, since the notebook is the student's and so is the machine), in a folder
that holds only what the assignment gives.  Then it judges it by the public suite, through the same grading as a hidden
one.  From that one grade and from the saved file it finds what would go wrong elsewhere:

    written     which questions are begun at all: from the source, nothing is run
    cells       how the cells ended, and why: names defined too late, missing files, files outside the folder
    saved       cells that were never run, or in another order: from the counts that Jupyter saved
    check_up    both together, as one record
    watch       the same again after each save

It never sees a hidden suite: an assignment whose suite is not public is refused.
"""
