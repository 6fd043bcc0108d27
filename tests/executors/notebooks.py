"""Submissions to the small assignment, as bytes."""

import json

from autograder.executors import Task

RIGHT = (
    "import numpy as np\ndef double(x): return 2 * np.asarray(x)\ndef half(x): return np.asarray(x) / 2",
    "word = 'right'",
)


def notebook(*cells):
    """The bytes of a notebook with these code cells."""
    code = [
        {"cell_type": "code", "metadata": {}, "source": cell, "outputs": [], "execution_count": None} for cell in cells
    ]
    return json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": code}).encode()


def numbered(count):
    """Tasks whose scores tell them apart: every third is right, the next knows a word, the last is empty."""
    variants = [RIGHT, ("word = 'right'",), ("pass",)]
    return [
        Task(key=str(number), name=f"{number}.ipynb", data=notebook(*variants[number % 3], f"number = {number}"))
        for number in range(count)
    ]


SCORES = (10.0, 3.0, 0.0)
"""What :func:`numbered` tasks get, by their number modulo 3."""
