"""The Dask executor: the same grades on a cluster, each once, though a worker is killed in the middle."""

from __future__ import annotations

import os
import signal
import sqlite3

import pytest

from autograder.errors import InputError
from autograder.executors import Settings
from tests.batch.classes import hand_in, run, scores
from tests.executors.notebooks import SCORES, numbered
from tests.support.grader import MINI

distributed = pytest.importorskip("distributed", reason="needs distributed (the extra `dask`)")

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning")


@pytest.fixture(scope="module")
def cluster():
    """Two workers, each a process of its own with one thread."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as cluster:
        yield cluster


def test_all_grades_come_once_though_a_worker_is_killed(cluster):
    """Its tasks go to another; the cluster starts a new one in its place."""
    from autograder.executors.cluster import DaskCluster

    victim = next(iter(cluster.workers.values())).pid
    outcomes = []
    with DaskCluster(Settings(assignment=str(MINI)), cluster.scheduler_address, 60) as executor:
        for outcome in executor.run(numbered(24)):
            outcomes.append(outcome)
            if len(outcomes) == 4:
                os.kill(victim, signal.SIGKILL)
    assert sorted(int(outcome.key) for outcome in outcomes) == list(range(24))
    assert {int(outcome.key): outcome.grade.score for outcome in outcomes} == {n: SCORES[n % 3] for n in range(24)}


def test_a_batch_on_a_cluster_is_the_batch_on_this_machine(cluster, tmp_path):
    """The same scores, written by one writer."""
    worth = hand_in(tmp_path / "in", 12)
    scheduler = ("--executor", "dask", "--scheduler", cluster.scheduler_address)
    done = run("batch", tmp_path / "in", "--out", tmp_path / "out", *scheduler)
    assert done.returncode == 0, done.stderr
    assert {student: float(score) for student, score in scores(tmp_path / "out").items()} == worth
    with sqlite3.connect(tmp_path / "out" / "gradebook.db") as connection:
        assert connection.execute("SELECT count(*), count(DISTINCT sha256) FROM grades").fetchone() == (12, 12)
    connection.close()


def test_a_scheduler_that_is_not_there_is_one_sentence(monkeypatch):
    """With its address."""
    from autograder.executors import cluster

    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 0.5)
    with pytest.raises(InputError, match=r"^tcp://127.0.0.1:1: no Dask scheduler answers there"):
        cluster.DaskCluster(Settings(assignment=str(MINI)), "tcp://127.0.0.1:1", 60)
