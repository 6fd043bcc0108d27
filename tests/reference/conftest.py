"""Settings of these tests: drawn examples are the same on every run, and a warning is an error."""

from pathlib import Path

import pytest
from hypothesis import settings

from reference import LogisticRegression, SoftmaxRegression
from reference.datasets import Split, churn, iris

settings.register_profile("reference", derandomize=True, database=None, deadline=None, max_examples=100)
settings.load_profile("reference")

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error"))


@pytest.fixture(scope="session")
def churn_split() -> Split:
    return churn()


@pytest.fixture(scope="session")
def churn_model(churn_split: Split) -> LogisticRegression:
    """The estimator of the lesson on the churn set, as in both exercises."""
    model = LogisticRegression(learning_rate=0.1, n_iterations=500, lambda_reg=0.1)
    return model.fit(churn_split.X_train, churn_split.y_train)


@pytest.fixture(scope="session")
def iris_split() -> Split:
    return iris()


@pytest.fixture(scope="session")
def iris_model(iris_split: Split) -> SoftmaxRegression:
    model = SoftmaxRegression(learning_rate=0.1, max_iter=2000, tol=1e-5, random_state=42)
    return model.fit(iris_split.X_train, iris_split.y_train)
