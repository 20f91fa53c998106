"""Models: layers that can be trained."""

from pronghorn.models.added_loss import AddLoss
from pronghorn.models.cloning import clone_model
from pronghorn.models.function import Function
from pronghorn.models.model import Model, model_from_json
from pronghorn.models.sequential import Sequential

__all__ = ["AddLoss", "Function", "Model", "Sequential", "clone_model", "model_from_json"]
