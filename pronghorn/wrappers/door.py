"""The door to scikit-learn, whose base classes are joined to ours where it is installed."""

from pronghorn.errors import Needs
from pronghorn.wrappers.estimators import Classifier, Regressor, Transformer
from pronghorn.wrappers.legacy import OldClassifier, OldRegressor

__all__ = ["estimator"]

KINDS = {
    "KerasClassifier": (OldClassifier, "ClassifierMixin"),
    "KerasRegressor": (OldRegressor, "RegressorMixin"),
    "SKLearnClassifier": (Classifier, "ClassifierMixin"),
    "SKLearnRegressor": (Regressor, "RegressorMixin"),
    "SKLearnTransformer": (Transformer, "TransformerMixin"),
}


def estimator(name):
    """The class of this name.

    Raises:
        MissingPackageError: naming the extra to install.
    """
    with Needs(f"keras.wrappers.{name}", "scikit-learn", "pronghorn[sklearn]"):
        import sklearn.base
        import sklearn.utils.multiclass
        import sklearn.utils.validation
    kind, mixin = KINDS[name]
    bases = kind, getattr(sklearn.base, mixin), sklearn.base.BaseEstimator
    # Pickles find a class by these two.
    place = {"__module__": "pronghorn.wrappers", "__qualname__": name}
    return type(name, bases, {"__doc__": kind.__doc__, "_sklearn": sklearn.utils, **place})
