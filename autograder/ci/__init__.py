"""Grading inside a student's repository, where the student decides what lies around us.

Theory of operation.  A job checks a repository out and starts ``autograder ci`` in it.  Who writes what is the whole
matter: the checkout, its names and what the notebook prints are the student's; the environment variables are the
runner's; files in the checkout (``result.json``), the step's files (``$GITHUB_OUTPUT``) and our standard output are
read by machines that believe them.  So it goes in one order::

    environment   the variables, read once into a record, before anything of the student's runs
    checkout      when it was committed, whether the notebook is as it was committed: asked before, too
    find          the one notebook in a repository that may hold anything
    run           the grade; the engine has ended, and with it the student's processes, when it returns
    places        where in the notebook's file a cell's line stands, for annotations
    markdown      a grade as Markdown in which nothing of the student's is markup
    files         writing into a folder that is the student's
    formats       a module each: what Classroom 50, GitHub's reporter, Actions and JUnit want to read
    write         all formats that are called for, once, in the end

What a student can mend (no notebook, two of them, one that is no notebook) is a result: no points, and a sentence.
What fails otherwise is an infrastructure error: a sentence, an exit code, and no result at all, since a zero would be
a lie.

    bundle        what Classroom 50 serves to its runners: ``autograder classroom50``
    workflows     ready workflows for GitHub Actions: ``autograder actions``
"""
