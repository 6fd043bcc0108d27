"""From an assignment's one source to what students get, with proof that it is what it should be.

Theory of operation.  ``lesson.py`` (percent format) holds prose, given code, answers with their solutions, public
checks and points.  It is read, and refused with its line, before anything else happens; then each step hands on plain
records::

    marks        what a solution mark is, and a cell without its solution
    lesson       the source as cells and questions, held against the manifest
    master       the same as a master notebook of Otter Assign's
    assign       Otter Assign, in a process of its own: the student's notebook, the solution, the test files
    tidy         notebooks that are the same bytes every time
    execute      the solution's outputs, from a kernel (nbclient)
    stand_ins    what stands in for students' mistakes is defined, and right
    proofs       the solution gets every point and passes every public check, the blank notebook gets nothing
    leaks        no line of a solution or of a hidden suite stands in what students get
    folder       the student's folder: manifest, requirements, read-me
    pyodide      the Python of the browser page, from npm
    page         the browser page
    build        all of it, into a folder that is complete or not there

Nothing here runs student code, so nothing here is sealed: the source is the author's own.
"""
