"""How we know that the reference is true.

Three kinds of evidence, weakest last: exact values from mpmath within a stated number of ulp
(`oracles`), identities that hold for random problems with a derived tolerance (`strategies`), and
agreement with SciPy and scikit-learn. `test_figures` holds every figure that the lesson prints.
"""
