"""`KerasClassifier` and `KerasRegressor`, as scripts for Keras 1 and 2 use them."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, KFold, StratifiedKFold, cross_val_score
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import pronghorn as keras
from pronghorn.errors import ArgumentError
from pronghorn.layers import Dense
from pronghorn.wrappers import KerasClassifier, KerasRegressor

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
Y = (X[:, 0] + X[:, 1] > 0).astype(int)


pytestmark = pytest.mark.usefixtures("numpy_engine")


def binary(units=8, optimizer="adam"):
    keras.utils.set_random_seed(1)
    model = keras.Sequential()
    model.add(Dense(units, input_dim=4, activation="relu"))
    model.add(Dense(1, activation="sigmoid"))
    model.compile(loss="binary_crossentropy", optimizer=optimizer, metrics=["accuracy"])
    return model


def one_hot():
    model = keras.Sequential([Dense(8, input_dim=4, activation="relu"), Dense(3, "softmax")])
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return model


def linear():
    model = keras.Sequential([keras.Input((4,)), Dense(1)])
    model.compile(keras.optimizers.Adam(0.1), "mse")
    return model


def test_folds():
    model = KerasClassifier(build_fn=binary, epochs=40, batch_size=4, verbose=0)
    scores = cross_val_score(model, X, Y, cv=StratifiedKFold(3, shuffle=True, random_state=7))
    assert scores.mean() > 0.7


def test_folds_of_one_hot_rows():
    rows = np.eye(3)[np.arange(60) % 3]
    model = KerasClassifier(build_fn=one_hot, nb_epoch=1, verbose=0)
    assert len(cross_val_score(model, X, rows, cv=KFold(2))) == 2


def test_a_grid():
    model = KerasClassifier(build_fn=binary, verbose=0)
    grid = {"epochs": [1, 40], "optimizer": ["rmsprop", "adam"], "units": [8]}
    search = GridSearchCV(estimator=model, param_grid=grid, cv=2).fit(X, Y)
    assert search.best_params_["epochs"] == 40
    assert set(search.best_params_) == set(grid)


def test_a_pipeline():
    parts = [("standardize", StandardScaler()), ("mlp", KerasRegressor(linear, verbose=0))]
    pipeline = Pipeline(parts).set_params(mlp__epochs=60)
    pipeline.fit(X * 10, X.sum(1))
    assert -0.1 < pipeline.score(X * 10, X.sum(1)) <= 0
    assert pipeline.predict(X).shape == (60,)


def test_words_as_classes_and_the_methods():
    words = np.array(["no", "yes"])[Y]
    model = KerasClassifier(binary, epochs=80, verbose=0)
    history = model.fit(X, words, batch_size=8)
    assert len(history.history["accuracy"]) == 80
    assert model.classes_.tolist() == ["no", "yes"]
    assert model.n_classes_ == 2
    found = model.predict_proba(X)
    assert found.sum(1) == pytest.approx(np.ones(60))
    assert np.array_equal(model.predict(X), model.classes_[found.argmax(1)])
    assert model.score(X, words) == (model.predict(X) == words).mean() > 0.8
    assert model.score(X, words, sample_weight=Y) == (model.predict(X) == words)[Y == 1].mean()


def test_integers_meet_the_loss_for_columns():
    model = KerasClassifier(one_hot, verbose=0)
    model.fit(X, np.arange(60) % 3)
    assert model.predict_proba(X).shape == (60, 3)


def test_a_class_that_builds():
    class Own(KerasClassifier):
        def __call__(self, units=3):
            return binary(units)

    model = Own(units=5, verbose=0)
    model.fit(X, Y)
    assert model.model.layers[0].units == 5


def test_parameters():
    model = KerasClassifier(binary, units=3, epochs=2)
    assert model.get_params() == {"build_fn": binary, "units": 3, "epochs": 2}
    assert clone(model).get_params() == model.get_params()
    assert model.filter_sk_params(binary, {"optimizer": "sgd"}) == {"units": 3, "optimizer": "sgd"}
    model.set_params(units=4)
    assert model.sk_params == {"units": 4, "epochs": 2}
    with pytest.raises(ArgumentError, match=r"M15.*KerasClassifier has no argument 'unit'"):
        model.set_params(unit=4)
    with pytest.raises(ArgumentError, match=r"M15.*'layers'"):
        KerasRegressor(linear, layers=2)
