"""Models as estimators of scikit-learn: its own checks, searches, pipelines and copies."""

import pickle
import sys

import joblib
import numpy as np
import pytest
import sklearn.base
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.utils.estimator_checks import estimator_checks_generator

import pronghorn as keras
from pronghorn import layers, wrappers
from pronghorn.errors import ArgumentError, DataError, MissingPackageError

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
CLASSES = np.array(["cat", "dog", "owl"])[(X[:, 0] > 0).astype(int) + (X[:, 1] > 0)]


pytestmark = pytest.mark.usefixtures("numpy_engine")


def build(X, y, units=10, loss="mse", activation=None):
    keras.utils.set_random_seed(0)
    inputs = keras.Input(X.shape[1:])
    hidden = layers.Dense(units, "relu")(inputs)
    model = keras.Model(inputs, layers.Dense(y.shape[1], activation)(hidden))
    model.compile("adam", loss)
    return model


CLASSIFYING = {"loss": "categorical_crossentropy", "activation": "softmax"}
ONE_EPOCH = {"verbose": 0, "epochs": 1}
ESTIMATORS = {
    "classifier": wrappers.SKLearnClassifier(build, False, CLASSIFYING, ONE_EPOCH),
    "regressor": wrappers.SKLearnRegressor(build, fit_kwargs=ONE_EPOCH),
    "transformer": wrappers.SKLearnTransformer(build, fit_kwargs=ONE_EPOCH),
}
# Checks that cannot hold, and why.
EXCEPT = {
    # decision_function gives a column for each class, as in Keras.
    "check_classifiers_classes",
    "check_classifiers_train",
    "check_decision_proba_consistency",
    # A weight of zero keeps a class that must then be learnt without rows.
    "check_classifiers_one_label_sample_weights",
    # Outputs are float32.
    "check_regressor_multioutput",
}
CHECKS = [
    pytest.param(estimator, check, id=f"{kind}-{getattr(check, 'func', check).__name__}")
    for kind, one in ESTIMATORS.items()
    for estimator, check in estimator_checks_generator(one)
    if getattr(check, "func", check).__name__ not in EXCEPT
]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("estimator", "check"), CHECKS)
def test_checks_of_scikit_learn(estimator, check):
    check(estimator)


class TestClassifier:
    @pytest.fixture
    def classifier(self):
        return wrappers.SKLearnClassifier(build, False, CLASSIFYING, {"verbose": 0})

    def test_classes_are_learnt(self, classifier):
        classifier.fit(X, CLASSES, epochs=120)
        assert classifier.classes_.tolist() == ["cat", "dog", "owl"]
        assert classifier.score(X, CLASSES) > 0.8
        assert classifier.predict_proba(X).sum(1) == pytest.approx(np.ones(60))
        assert len(classifier.history_.epoch) == 120
        assert classifier.epoch_ == list(range(120))
        assert classifier.fit_kwargs == {"verbose": 0}

    def test_a_search_over_arguments_of_both_functions(self):
        def local(X, y, units):  # a pickle holds it whole, for the other processes
            keras.utils.set_random_seed(0)
            inputs = keras.Input(X.shape[1:])
            hidden = keras.layers.Dense(units, "relu")(inputs)
            model = keras.Model(inputs, keras.layers.Dense(y.shape[1], "softmax")(hidden))
            model.compile(keras.optimizers.Adam(0.05), "categorical_crossentropy")
            return model

        grid = {"model_kwargs__units": [1, 16], "fit_kwargs__epochs": [1, 60]}
        classifier = wrappers.SKLearnClassifier(local, fit_kwargs={"verbose": 0})
        search = GridSearchCV(classifier, grid, cv=2, n_jobs=2)
        search.fit(X, CLASSES)
        assert search.best_params_["fit_kwargs__epochs"] == 60
        units = search.best_estimator_.model_.layers[1].units
        assert units == search.best_params_["model_kwargs__units"]
        assert classifier.fit_kwargs == {"verbose": 0}

    def test_a_pipeline_is_validated(self, classifier):
        pipeline = make_pipeline(StandardScaler(), classifier)
        pipeline.set_params(sklearnclassifier__fit_kwargs__epochs=40)
        scores = cross_val_score(pipeline, X * 100, CLASSES, cv=3)
        assert scores.mean() > 0.6

    @pytest.mark.parametrize("way", ["pickle", "joblib", "clone"])
    def test_copies(self, classifier, way, tmp_path):
        classifier.fit(X, CLASSES, epochs=3)
        if way == "clone":
            copy = sklearn.base.clone(classifier).fit(X, CLASSES, epochs=3)
            assert copy.fit_kwargs == classifier.fit_kwargs
        elif way == "pickle":
            copy = pickle.loads(pickle.dumps(classifier))
        else:
            joblib.dump(classifier, tmp_path / "it")
            copy = joblib.load(tmp_path / "it")
        assert np.array_equal(copy.predict_proba(X), classifier.predict_proba(X))

    def test_what_is_refused(self, classifier):
        with pytest.raises(DataError, match=r"E42.*Only binary and multiclass"):
            classifier.fit(X, X[:, 0])
        with pytest.raises(DataError, match=r"E42.*at least two classes"):
            classifier.fit(X, np.zeros(60, int))
        with pytest.raises(ArgumentError, match=r"M16.*model must be a compiled model"):
            wrappers.SKLearnClassifier(lambda X, y: keras.Sequential()).fit(X, CLASSES)


class TestCompiledModel:
    @pytest.fixture
    def model(self):
        model = keras.Sequential([keras.Input((4,)), layers.Dense(1)])
        model.compile(keras.optimizers.Adam(0.1), "mse", metrics=["mae"])
        return model

    def test_a_copy_with_new_weights_is_trained(self, model):
        before = model.get_weights()
        regressor = wrappers.SKLearnRegressor(model, fit_kwargs={"verbose": 0})
        regressor.fit(X, X.sum(1), epochs=60)
        assert regressor.score(X, X.sum(1)) > 0.99
        assert regressor.predict(X).shape == (60,)
        assert np.array_equal(model.get_weights()[0], before[0])
        assert model.optimizer.iterations == 0
        assert set(regressor.history_.history) == {"loss", "mae"}

    def test_a_warm_start_goes_on(self, model):
        for warm, epochs in ((True, 4), (False, 2)):
            regressor = wrappers.SKLearnRegressor(model, warm, fit_kwargs={"verbose": 0})
            for _ in range(2):
                regressor.fit(X, X.sum(1), epochs=2)
            assert int(regressor.model_.optimizer.iterations) == 2 * epochs

    def test_several_outputs(self):
        regressor = wrappers.SKLearnRegressor(build, fit_kwargs={"verbose": 0})
        assert regressor.fit(X, X[:, :2]).predict(X).shape == (60, 2)

    def test_an_embedding_in_a_pipeline(self, model):
        embedding = wrappers.SKLearnTransformer(model, fit_kwargs={"verbose": 0})
        found = embedding.fit_transform(X, X.sum(1))
        assert np.array_equal(found, embedding.model_.predict(X, verbose=0))


def test_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    with pytest.raises(MissingPackageError, match=r"F03.*pronghorn\[sklearn\]"):
        wrappers.door.estimator("SKLearnClassifier")
