"""From `compile` to trained weights: the step, its programs, and the loops that run them."""

from pronghorn.training.trainer import Trainer

__all__ = ["Trainer"]
