"""Metrics that scikit-learn has too: one number for all rows, whatever the batches."""

import numpy as np
import pytest
from sklearn import metrics as theirs

from pronghorn import metrics

RANDOM = np.random.default_rng(11)
ROWS = 203
TRUE = RANDOM.integers(0, 2, ROWS)
# Hundredths, so that the thresholds of AUC tell every two scores apart.
SCORES = (np.clip(TRUE * 25 + RANDOM.integers(0, 70, ROWS), 1, 98) / 99).astype("float32")
CLASSES = RANDOM.integers(0, 4, ROWS)
CHANCES = RANDOM.dirichlet([1.0] * 4, ROWS).astype("float32")
CHANCES[np.arange(ROWS), CLASSES] += 0.3
CHANCES /= CHANCES.sum(1, keepdims=True)
WIDE = CHANCES.astype("float64") / CHANCES.sum(1, keepdims=True, dtype="float64")
HOT = np.eye(4, dtype="float32")[CLASSES]
# Far from zero: a variance as a difference of two sums of squares would have no digit left.
NUMBERS = (RANDOM.normal(size=(ROWS, 2)) + np.array([[1000, 3]])).astype("float32")
GUESSES = (NUMBERS + RANDOM.normal(size=(ROWS, 2)) / 4).astype("float32")
WEIGHTS = RANDOM.uniform(0.1, 2, ROWS).astype("float32")
BEST = CHANCES.argmax(1)

# Ours, targets, outputs, and the same of scikit-learn.
CASES = {
    "auc": (
        lambda: metrics.AUC(199),
        TRUE,
        SCORES,
        lambda w: theirs.roc_auc_score(TRUE, SCORES, sample_weight=w),
    ),
    "precision": (
        metrics.Precision,
        TRUE,
        SCORES,
        lambda w: theirs.precision_score(TRUE, SCORES > 0.5, sample_weight=w),
    ),
    "recall": (
        metrics.Recall,
        TRUE,
        SCORES,
        lambda w: theirs.recall_score(TRUE, SCORES > 0.5, sample_weight=w),
    ),
    "accuracy": (
        metrics.SparseCategoricalAccuracy,
        CLASSES,
        CHANCES,
        lambda w: theirs.accuracy_score(CLASSES, BEST, sample_weight=w),
    ),
    "top k": (
        lambda: metrics.SparseTopKCategoricalAccuracy(k=2),
        CLASSES,
        CHANCES,
        lambda w: theirs.top_k_accuracy_score(CLASSES, CHANCES, k=2, sample_weight=w),
    ),
    "macro f1": (
        lambda: metrics.F1Score("macro"),
        HOT,
        CHANCES,
        lambda w: theirs.f1_score(CLASSES, BEST, average="macro", sample_weight=w),
    ),
    "weighted f-beta": (
        lambda: metrics.FBetaScore("weighted", beta=0.5),
        HOT,
        CHANCES,
        lambda w: theirs.fbeta_score(CLASSES, BEST, beta=0.5, average="weighted", sample_weight=w),
    ),
    "mean iou": (
        lambda: metrics.MeanIoU(4, sparse_y_pred=False, dtype="float32"),
        CLASSES,
        CHANCES,
        lambda w: theirs.jaccard_score(CLASSES, BEST, average="macro", sample_weight=w),
    ),
    "log loss": (
        metrics.SparseCategoricalCrossentropy,
        CLASSES,
        CHANCES,
        lambda w: theirs.log_loss(CLASSES, WIDE, sample_weight=w),
    ),
    "r2": (
        metrics.R2Score,
        NUMBERS,
        GUESSES,
        lambda w: theirs.r2_score(
            NUMBERS.astype("float64"), GUESSES.astype("float64"), sample_weight=w
        ),
    ),
    "rmse": (
        metrics.RootMeanSquaredError,
        NUMBERS[:, 1],
        GUESSES[:, 1],
        lambda w: theirs.root_mean_squared_error(NUMBERS[:, 1], GUESSES[:, 1], sample_weight=w),
    ),
    "mae": (
        metrics.MeanAbsoluteError,
        NUMBERS[:, :1],
        GUESSES[:, :1],
        lambda w: theirs.mean_absolute_error(NUMBERS[:, 0], GUESSES[:, 0], sample_weight=w),
    ),
    "mape": (
        metrics.MeanAbsolutePercentageError,
        NUMBERS[:, :1],
        GUESSES[:, :1],
        lambda w: (
            100
            * theirs.mean_absolute_percentage_error(NUMBERS[:, 0], GUESSES[:, 0], sample_weight=w)
        ),
    ),
}


@pytest.mark.parametrize("batch", [1, 32, ROWS])
@pytest.mark.parametrize("weights", [None, WEIGHTS], ids=["plain", "weighted"])
@pytest.mark.parametrize("name", CASES)
def test_equal_on_all_rows(name, weights, batch):
    make, target, output, expected = CASES[name]
    metric = make()
    for start in range(0, ROWS, batch):
        rows = slice(start, start + batch)
        metric.update_state(target[rows], output[rows], None if weights is None else weights[rows])
    assert float(metric.result()) == pytest.approx(expected(weights), rel=2e-5)
