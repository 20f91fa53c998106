"""Models: layers that can be trained."""

from pronghorn.models.model import Model, model_from_json
from pronghorn.models.sequential import Sequential

__all__ = ["Model", "Sequential", "model_from_json"]
