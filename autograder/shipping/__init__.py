"""This package and what it needs, as files from which another machine installs exactly what is here.

Theory of operation.  The package is on no index, so whatever runs on somebody else's machine brings it along::

    wheel     the package as a wheel, made from its installed files: no build backend, no network, the same bytes
    pins      the part of the lock file that is needed, hashes included; or the versions that are installed here

A machine then installs ``requirements.txt`` with ``pip --require-hashes`` and the wheel with ``--no-deps``.
"""

from autograder.shipping.pins import installed, pinned
from autograder.shipping.wheel import Wheel, build_wheel

__all__ = ["Wheel", "build_wheel", "installed", "pinned"]
