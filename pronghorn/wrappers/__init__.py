"""Models as estimators of scikit-learn; the classes are made when they are first asked for."""

from pronghorn.wrappers import door

__all__ = [
    "KerasClassifier",
    "KerasRegressor",
    "SKLearnClassifier",
    "SKLearnRegressor",
    "SKLearnTransformer",
]


def __getattr__(name):
    if name in __all__:
        globals()[name] = found = door.estimator(name)
        return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    return __all__
