"""A class's standings, as files for other programs: course sites, spreadsheets, CI.

Theory of operation
-------------------
Every exporter is a pure function from a manifest and a list of :class:`~autograder.standing.Standing` to bytes; who
calls it writes the file.  None of them decides anything: the final score is the standing's, and a score that is not
there (withheld, unreadable, missing) is an empty cell, never a zero.

* :mod:`~autograder.exporters.grades_csv`, :mod:`~autograder.exporters.json_lines` and
  :mod:`~autograder.exporters.junit` make a file of their own;
* :mod:`~autograder.exporters.canvas` and :mod:`~autograder.exporters.moodle` fill in the file that the course site
  itself exported: it knows its students and its columns better than we do.  What is not filled in stays byte for byte
  (:mod:`~autograder.exporters.sheet`), and whose line is whose is decided in one place
  (:mod:`~autograder.exporters.matching`), where a doubt means that nothing is written.

Students choose names, file names and error messages; what a spreadsheet would take for a formula is made text
(:mod:`~autograder.exporters.cells`).
"""
