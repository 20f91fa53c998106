"""What `compile` was given, as objects: optimizer, losses, metrics, and the weights to train."""

import numpy as np

from pronghorn import messages, metrics, optimizers
from pronghorn.config import floatx
from pronghorn.metrics.compiled import CompileLoss, CompileMetrics
from pronghorn.random import SeedGenerator
from pronghorn.variables import Variable

__all__ = ["Compiled"]


class Compiled:
    """The record of one call of `compile`.

    Attributes:
        trainables: the weights that training changes, fixed when they are first all known.
        tracker: the mean of the total loss.
        shuffling: the stream of random orders; a second fit goes on where the first ended.
    """

    def __init__(
        self,
        optimizer,
        loss,
        loss_weights,
        own_metrics,
        weighted_metrics,
        output_names=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
    ):
        self.optimizer = optimizers.get(optimizer)
        self.given = {
            "optimizer": self.optimizer,
            "loss": loss,
            "loss_weights": loss_weights,
            "metrics": own_metrics,
            "weighted_metrics": weighted_metrics,
            "run_eagerly": run_eagerly,
            "steps_per_execution": steps_per_execution,
            "jit_compile": jit_compile,
        }
        self.loss = None if loss is None else CompileLoss(loss, loss_weights, output_names)
        self.metrics = CompileMetrics(own_metrics, weighted_metrics, output_names)
        self.tracker = metrics.Mean(name="loss")
        self.run_eagerly = bool(run_eagerly)
        self.trainables = None
        self._frozen = []
        self.shuffling = SeedGenerator(name="shuffle")
        self._logs = {}

    def fix_trainables(self, model):
        """Keeps the weights to train as they are now, unless that was done before."""
        if self.trainables is None:
            self.trainables = list(model.trainable_variables)
            chosen = {id(variable) for variable in self.trainables}
            self._frozen = [w for w in model.weights if id(w) not in chosen]
            self._frozen = [w for w in self._frozen if w.initially_trainable]

    def tell_changes(self):
        """Tells, once, of weights frozen or freed since."""
        changed = [v for v in self.trainables or () if not v.trainable]
        changed += [v for v in self._frozen if v.trainable]
        if changed:
            path = changed[0].path
            messages.note("H11", layer=path.rpartition("/")[0] or path)

    def log_variables(self, method, logs):
        """A variable for each entry of the logs that a custom step returns."""
        kept = self._logs.setdefault(method, {})
        for name in logs or {}:
            if name not in kept:
                kept[name] = Variable(np.zeros((), floatx()), trainable=False, name=name)
        return kept

    @property
    def own_metrics(self):
        """The metrics that `compile` brought about, the loss first."""
        return [self.tracker, self.metrics, *(self.loss.metrics if self.loss else ())]
