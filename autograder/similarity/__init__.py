"""Likely copies within a class, for a human to look at: what two notebooks share that is neither given nor common.

Theory of operation
-------------------
Each notebook becomes a row of tokens from which the reader's freedom is taken: comments, docstrings and layout are
dropped, the names that a student chose are all alike.  Of every run of ``GRAM`` tokens the hash is formed, and of
these winnowing (Schleimer, Wilkerson and Aiken: "Winnowing", SIGMOD 2003) keeps one in a few, the same ones wherever
the same text stands.  These are the notebook's fingerprints; that cells are in another order changes none of them.

What was given is taken away, and what is left is weighed by how few of the class have it: a fingerprint of two
notebooks weighs most, one of a tenth of the class nothing, since two independent right answers share what everybody
writes.  An index from each fingerprint to the notebooks that have it, read from the rarest on, leads to the pairs
that share much; it costs about as much as the class is long, where comparing all pairs would cost its square.

From the bottom up::

    lexer           a cell's source as normalised tokens, whatever it is: no parser, nothing is run
    fingerprints    tokens -> hashes of runs -> those that winnowing keeps
    index           which fingerprints are rare, and which pairs share them
    passages        where the shared ones stand: the longest common runs of two notebooks
    pairs           all of it: works in, a ranked list of pairs out

A pair is a reason to look, not a finding: students may have the same book, the same tutor or the same idea.
"""
