"""The environment of a student's process: nothing of the grader's own."""

from __future__ import annotations

_THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM", "BLIS")


def clean_environment(home: str, *, matplotlib: str) -> dict[str, str]:
    """All of it: ``home`` for what libraries write beside the student, ``matplotlib`` for its font list.

    One thread per library makes numbers repeatable (and forks safe), a fixed hash seed the order of sets.
    """
    return {
        **{f"{name}_NUM_THREADS": "1" for name in _THREADS},
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": home,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": matplotlib,
        "MPLBACKEND": "module://autograder.worker.figures",
        "JOBLIB_MULTIPROCESSING": "0",
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
