"""``python -m autograder.worker FD``: the warm parent; started by the grader, never by hand."""

import sys

from autograder.worker.warm import main

if __name__ == "__main__":
    main(int(sys.argv[1]))
