"""`KerasClassifier` and `KerasRegressor` of Keras 1 and 2."""

import inspect

import numpy as np

from pronghorn.data.labels import to_categorical
from pronghorn.errors import ArgumentError
from pronghorn.models import Model

__all__ = ["OldClassifier", "OldRegressor"]

# Whose arguments may stand among those of the estimator, and names that these know besides.
_METHODS = ("fit", "predict", "evaluate")
_OLD = ("nb_epoch",)


class Wrapped:
    """A model that a function makes, as an estimator of scikit-learn.

    Args:
        build_fn: a function that returns a compiled model; subclasses may define `__call__`.
        **sk_params: arguments of that function and of the model's `fit`, `predict` and `evaluate`,
            such as `epochs`; all of them may be searched over.

    Attributes:
        model: the trained model.

    Raises:
        ArgumentError: for an argument that none of these has.
    """

    _sklearn = None

    def __init__(self, build_fn=None, **sk_params):
        self.build_fn = build_fn
        self.sk_params = sk_params
        self.check_params(sk_params)

    def __sklearn_is_fitted__(self):
        return hasattr(self, "model")

    def check_params(self, params):
        """Raises ArgumentError for a name that stands for nothing."""
        known = [*_names(self._builder()), *_OLD]
        for method in _METHODS:
            known += _names(getattr(Model, method))
        for name in params:
            if name not in known:
                owner, words = type(self).__name__, ", ".join(dict.fromkeys(known))
                raise ArgumentError("M15", owner=owner, argument=name, known=words)

    def get_params(self, deep=True):
        """All arguments, by name."""
        del deep  # none of them has parameters of its own
        return {"build_fn": self.build_fn, **self.sk_params}

    def set_params(self, **params):
        """Sets some of them."""
        self.build_fn = params.pop("build_fn", self.build_fn)
        self.check_params(params)
        self.sk_params = {**self.sk_params, **params}
        return self

    def filter_sk_params(self, fn, override=None):
        """Those arguments that a function takes, and others that come first."""
        names = {*_names(fn), *(_OLD if fn is Model.fit else ())}
        found = {name: value for name, value in self.sk_params.items() if name in names}
        return {**found, **(override or {})}

    def fit(self, x, y, **kwargs):
        """Makes a model and trains it.

        Returns:
            What the model's `fit` returned.
        """
        self.model = self._builder()(**self.filter_sk_params(self._builder()))
        return self.model.fit(x, y, **self.filter_sk_params(Model.fit, kwargs))

    def _builder(self):
        return self.build_fn if self.build_fn is not None else self.__call__

    def _outputs(self, x, kwargs):
        return self.model.predict(
            x, **{"verbose": 0, **self.filter_sk_params(Model.predict, kwargs)}
        )


def _names(function):
    if inspect.isclass(function):
        function = function.__init__
    elif not inspect.isroutine(function):
        function = function.__call__
    return [name for name in inspect.signature(function).parameters if name != "self"]


class OldClassifier(Wrapped):
    __doc__ = f"""{Wrapped.__doc__}
    Example:
        >>> import numpy as np
        >>> import pronghorn as keras
        >>> def build(units=4):
        ...     model = keras.Sequential(
        ...         [keras.layers.Dense(units, "relu"), keras.layers.Dense(1, "sigmoid")]
        ...     )
        ...     model.compile("adam", "binary_crossentropy", metrics=["accuracy"])
        ...     return model
        >>> keras.utils.set_random_seed(1)
        >>> classifier = keras.wrappers.KerasClassifier(build, epochs=150, verbose=0)
        >>> X, y = np.array([[0.0, 1.0], [1.0, 0.0]] * 8), np.array([0, 1] * 8)
        >>> history = classifier.fit(X, y)
        >>> classifier.score(X, y)
        1.0
    """

    def fit(self, x, y, **kwargs):
        y = np.asarray(y)
        is_columns = y.ndim == 2 and y.shape[1] > 1
        self.classes_ = np.arange(y.shape[1]) if is_columns else np.unique(y)
        self.n_classes_ = len(self.classes_)
        if not is_columns:
            y = np.searchsorted(self.classes_, y.reshape(-1))
        self.model = self._builder()(**self.filter_sk_params(self._builder()))
        loss = self.model.loss
        if not is_columns and getattr(loss, "name", loss) == "categorical_crossentropy":
            y = to_categorical(y, self.n_classes_)
        return self.model.fit(x, y, **self.filter_sk_params(Model.fit, kwargs))

    fit.__doc__ = Wrapped.fit.__doc__

    def predict(self, x, **kwargs):
        """The class of each row."""
        return self.classes_[self.predict_proba(x, **kwargs).argmax(1)]

    def predict_proba(self, x, **kwargs):
        """A column for each class, also where the model has a single output."""
        found = self._outputs(x, kwargs)
        return np.hstack([1 - found, found]) if found.shape[1] == 1 else found

    def score(self, x, y, **kwargs):
        """The share of rows whose class is right."""
        weight = kwargs.pop("sample_weight", None)
        y = np.asarray(y)
        y = y.argmax(1) if y.ndim == 2 and y.shape[1] > 1 else y.reshape(-1)
        return float(np.average(self.predict(x, **kwargs) == y, weights=weight))


class OldRegressor(Wrapped):
    __doc__ = f"""{Wrapped.__doc__}
    Example:
        >>> import numpy as np
        >>> import pronghorn as keras
        >>> def build():
        ...     model = keras.Sequential([keras.layers.Dense(1)])
        ...     model.compile(keras.optimizers.Adam(0.1), "mse")
        ...     return model
        >>> regressor = keras.wrappers.KerasRegressor(build, epochs=100, verbose=0)
        >>> X = np.random.default_rng(0).normal(size=(32, 2))
        >>> history = regressor.fit(X, X.sum(1))
        >>> -1e-3 < regressor.score(X, X.sum(1)) <= 0
        True
    """

    def predict(self, x, **kwargs):
        """The output for each row."""
        return np.squeeze(self._outputs(x, kwargs), -1)

    def score(self, x, y, **kwargs):
        """The loss with a minus, as in Keras 2, so that more is better."""
        found = self.model.evaluate(
            x, y, **{"verbose": 0, **self.filter_sk_params(Model.evaluate, kwargs)}
        )
        return -float(found[0] if isinstance(found, list) else found)
