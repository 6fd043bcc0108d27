"""A grade or a class, for those who read it: tables for the TA, pages for students and teachers, JSON for programs.

Theory of operation
-------------------
Every renderer takes a :class:`~autograder.records.Grade` and decides nothing: no score is computed here and no
verdict is changed.  A grade carries text that a student wrote (error messages, lines of source, output, the file's
name), so it passes one gate before anything is shown: :func:`autograder.report.text.shown` rewrites *every* string
of it, so that a renderer cannot forget one.  Past the gate there is nothing left that moves a cursor or turns the
direction of writing, and each renderer has to take care of its own markup only:

* :mod:`~autograder.report.terminal` builds ``rich.text.Text``, which is never read as markup;
* :mod:`~autograder.report.html` escapes by default (Jinja2), runs no script and loads nothing;
* :mod:`~autograder.report.json` writes the grade as it is, because a program has to get what happened; its JSON
  Schema is generated from the records (:mod:`~autograder.report.schema`).

A class is told about from a list of standings: :mod:`~autograder.report.class_page` (with ``charts`` and ``findings``),
:mod:`~autograder.report.batch` and :mod:`~autograder.report.regrade` on the terminal, and
:mod:`~autograder.report.similarity`; there each printed value is cleaned on its way.

What a verdict is called, and how a score is written, is decided once, in :mod:`~autograder.report.words`.
"""
