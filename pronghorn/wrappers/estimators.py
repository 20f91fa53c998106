"""What Keras 3's wrappers for scikit-learn do, without the base classes of scikit-learn."""

import copy

import numpy as np

from pronghorn import optimizers
from pronghorn.errors import DataError, wrong_argument
from pronghorn.models import Model, clone_model

__all__ = ["Classifier", "Regressor", "Transformer"]


class Estimator:
    """A model that is made anew for every `fit`, with scikit-learn's methods and parameters.

    Args:
        model: a compiled model, of which a copy with new weights is trained; or a function of `X`
            and `y` that returns one, so that its layers fit the data.
        warm_start: whether a second `fit` goes on with the weights of the first.
        model_kwargs: further arguments of the function.
        fit_kwargs: arguments of the model's `fit`; those given to the estimator's come first.

    Attributes:
        model_: the trained model.
        history_: what its `fit` returned.

    `set_params`, and so a grid search, takes `model_kwargs__units=8` and `fit_kwargs__epochs=5`.

    Raises:
        ArgumentError: for what is no model, or none that was compiled with a loss.
    """

    # Set where scikit-learn is installed: its module `utils`.
    _sklearn = None

    def __init__(self, model, warm_start=False, model_kwargs=None, fit_kwargs=None):
        self.model = model
        self.warm_start = warm_start
        self.model_kwargs = model_kwargs
        self.fit_kwargs = fit_kwargs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.non_deterministic = True  # unless a seed is set
        return tags

    def __sklearn_clone__(self):
        given = self.model if not isinstance(self.model, Model) else copy.deepcopy(self.model)
        settings = (copy.deepcopy(one) for one in (self.model_kwargs, self.fit_kwargs))
        return type(self)(given, self.warm_start, *settings)

    def set_params(self, **params):
        """Sets parameters; those of the two dicts by names such as `fit_kwargs__epochs`."""
        for name in list(params):
            owner, is_inner, inner = name.partition("__")
            if is_inner and owner in ("model_kwargs", "fit_kwargs"):
                setattr(self, owner, {**(getattr(self, owner) or {}), inner: params.pop(name)})
        return super().set_params(**params)

    def fit(self, X, y=None, **kwargs):
        """Trains a model on rows and targets.

        Args:
            X: `(rows, features)`, or more axes.
            y: `(rows,)` or `(rows, outputs)`.
            **kwargs: of the model's `fit`, such as `epochs` or `sample_weight`.
        """
        X, y = self._checked(X, y)
        y = self._targets(y)
        goes_on = self.warm_start and hasattr(self, "model_")
        model = self.model_ if goes_on else self._new_model(X, y)
        self.history_ = model.fit(X, y, **{**(self.fit_kwargs or {}), **kwargs})
        self.model_ = model
        return self

    def predict(self, X):
        """What the model says about rows, in the form of the targets of `fit`."""
        return self._answers(self._outputs(X))

    @property
    def epoch_(self):
        """The numbers of the epochs that were trained."""
        return self.history_.epoch if hasattr(self, "history_") else 0

    def _checked(self, X, y):
        """Rows and targets as arrays, after scikit-learn's checks."""
        validation = self._sklearn.validation
        return validation.validate_data(self, X, y, allow_nd=True, **self._of_targets)

    _of_targets = {}

    def _outputs(self, X):
        validation = self._sklearn.validation
        validation.check_is_fitted(self, "model_")
        X = validation.validate_data(self, X, reset=False, allow_nd=True)
        return self.model_.predict(X, verbose=(self.fit_kwargs or {}).get("verbose", 0))

    def _targets(self, y):
        """Targets as the model has them: always with a column for each output."""
        self._is_row = y.ndim == 1
        return y[:, None] if self._is_row else y

    def _answers(self, outputs):
        return outputs[:, 0] if self._is_row and outputs.ndim == 2 else outputs

    def _new_model(self, X, y):
        model = self.model
        if isinstance(model, Model):
            model = _fresh(model)
        elif callable(model):
            model = model(X=X, y=y, **(self.model_kwargs or {}))
        if not isinstance(model, Model) or model.loss is None:
            raise wrong_argument(
                self,
                "model",
                "a compiled model with a loss, or a function that returns one",
                type(model).__name__,
                "build_model",
            )
        return model


def _fresh(model):
    """The same model with new weights, compiled alike."""
    settings = model.get_compile_config()
    if settings:
        optimizer = settings.pop("optimizer")
        settings = copy.deepcopy(settings)
        settings["optimizer"] = optimizers.deserialize(optimizers.serialize(optimizer))
    new = clone_model(model)
    if settings:
        new.compile(**settings)
    return new


class Classifier(Estimator):
    __doc__ = f"""{Estimator.__doc__}
    The model is given a column of zeros and ones for each class, so that it wants an output for
    each and such a loss as `"categorical_crossentropy"`.

    Example:
        >>> import numpy as np
        >>> import pronghorn as keras
        >>> def build(X, y, units=8):
        ...     model = keras.Sequential(
        ...         [keras.layers.Dense(units, "relu"), keras.layers.Dense(y.shape[1], "softmax")]
        ...     )
        ...     model.compile(keras.optimizers.Adam(0.1), "categorical_crossentropy")
        ...     return model
        >>> classifier = keras.wrappers.SKLearnClassifier(build, fit_kwargs={{"verbose": 0}})
        >>> X, y = np.array([[0.0, 1.0], [1.0, 0.0]] * 8), ["cat", "dog"] * 8
        >>> classifier.fit(X, y, epochs=60).score(X, y)
        1.0
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True  # after the few epochs of a check
        return tags

    def decision_function(self, X):
        """The outputs of the model."""
        return self._outputs(X)

    def predict_proba(self, X):
        """The outputs of the model, which are probabilities if its last activation is softmax."""
        return self._outputs(X)

    def _targets(self, y):
        kind = self._sklearn.multiclass.type_of_target(y, raise_unknown=True)
        if kind not in ("binary", "multiclass"):
            raise DataError(
                "E42",
                argument="y",
                want="the class of each row (Only binary and multiclass)",
                got=f"a target of the kind. Unknown label type: {kind}",
                example='y = ["cat", "dog"]',
            )
        self.classes_ = np.unique(y)
        if len(self.classes_) == 1:
            got, example = f"one class, {self.classes_[0]}", "y = [0, 1]"
            raise DataError(
                "E42", argument="y", want="at least two classes", got=got, example=example
            )
        self._is_row = True
        return (y[:, None] == self.classes_).astype("float32")

    def _answers(self, outputs):
        return self.classes_[outputs.argmax(1)]


class Regressor(Estimator):
    __doc__ = f"""{Estimator.__doc__}
    Example:
        >>> import numpy as np
        >>> import pronghorn as keras
        >>> model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
        >>> model.compile(keras.optimizers.Adam(0.1), "mse")
        >>> X = np.random.default_rng(0).normal(size=(32, 2))
        >>> regressor = keras.wrappers.SKLearnRegressor(model, fit_kwargs={{"verbose": 0}})
        >>> round(regressor.fit(X, X.sum(1), epochs=100).score(X, X.sum(1)), 2)
        1.0
    """

    _of_targets = {"multi_output": True, "y_numeric": True}

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.regressor_tags.poor_score = True  # after the few epochs of a check
        tags.target_tags.multi_output = True
        return tags


class Transformer(Estimator):
    __doc__ = f"""{Estimator.__doc__}
    `transform` gives the outputs of the model, such as an embedding of the rows.
    """

    _of_targets = {"multi_output": True}

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.transformer_tags.preserves_dtype = []
        tags.target_tags.required = True
        return tags

    def transform(self, X):
        """The outputs of the model."""
        return self._outputs(X)
