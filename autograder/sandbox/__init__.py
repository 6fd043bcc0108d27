"""The sandbox: what a student's process cannot do, whatever its code tries.

Theory of operation
-------------------
Three processes, and none trusts the one to its right::

    grader  ------------>  warm parent  ------------>  student's process
    suites, reference      libraries only              the notebook

* The **grader** never runs student code and never unpickles; it talks to the others over sockets.
* The **warm parent** is started by exec with an empty environment.  At level A it first enters namespaces of
  its own (mount, PID, network, IPC, host name; user, where the grader is not root) and builds a root folder that
  holds nothing but Python, its libraries and a few devices (:mod:`~autograder.sandbox.namespaces`).  Then it
  imports libraries and forks.  It runs no student code and keeps its rights, so that it can clean up.
* Each **student's process** seals itself before the first cell, in the fixed order of
  :func:`autograder.sandbox.policy.seal`: session, death with its parent, private scratch, resource limits,
  identity, files (Landlock), descriptors, system calls (seccomp).  Nothing is loosened afterwards; the copies
  that it forks inherit all of it.

Levels say how much of this a machine gives (:class:`~autograder.sandbox.levels.Level`); the level is chosen by
really building it in a throwaway process, and every grade names it.
"""
