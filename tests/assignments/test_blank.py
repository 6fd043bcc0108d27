"""A notebook in which nothing is written earns nothing, and is nobody's harness error."""

FUNCTIONS = (
    "sigmoid grad_sigmoid decision_boundary entropy log_loss bce_gradient coin_likelihood neg_log_likelihood "
    "map_objective log_odds odds_ratios train_1d softmax threshold_sweep lambda_sweep majority_accuracy "
    "balanced_class_weights standardise weight_norms"
).split()
VALUES = (
    "theta_mle model_sk scaler test_accuracy odds model_real proba_real auc_real kc1 kc2 kc3 kc4 best_threshold why_not_mse "
    "underfit_lambda"
).split()
CLASSES = """
class LogisticRegression:
    def __init__(self, learning_rate=0.01, n_iterations=1000, lambda_reg=0.01): pass
    def fit(self, X, y): pass
    def predict_proba(self, X): pass
    def predict(self, X, threshold=0.5): pass
    def compute_loss(self, X, y, y_pred): pass
class SoftmaxRegression:
    def __init__(self, learning_rate=0.01, max_iter=1000, tol=1e-4, random_state=None): pass
    def fit(self, X, y): pass
    def predict_proba(self, X): pass
    def predict(self, X): pass
"""


def test_unwritten_notebook_earns_nothing(grade):
    """Functions that return None, classes that do nothing and answers left open are worth 0."""
    functions = "\n".join(f"def {name}(*args, **kwargs): pass" for name in FUNCTIONS)
    graded = grade(functions, CLASSES, " = ".join(VALUES) + " = None")
    assert [c.name for q in graded.questions for c in q.checks if c.points != 0] == []


def test_notebook_of_ellipses_earns_nothing(grade):
    """The same where every name is the three dots of a template."""
    graded = grade(" = ".join([*FUNCTIONS, *VALUES]) + " = ...")
    assert [c.name for q in graded.questions for c in q.checks if c.points != 0] == []


def test_empty_notebook_earns_nothing(grade):
    """Nothing defined, nothing earned; every check says what is missing."""
    graded = grade("pass")
    assert (graded.score, graded.withheld) == (0.0, None)
    assert all(c.message for q in graded.questions for c in q.checks)
