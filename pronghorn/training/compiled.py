"""What `compile` was given, as objects: optimizer, losses, metrics, and the weights to train."""

from pronghorn import messages, metrics
from pronghorn.metrics.compiled import CompileLoss, CompileMetrics
from pronghorn.random import SeedGenerator

__all__ = ["Compiled"]


class Compiled:
    """The record of one call of `compile`.

    Attributes:
        trainables: the weights that training changes, fixed when they are first all known.
        tracker: the mean of the total loss.
        logs: by kind of step, variables for the figures that a custom step returned last.
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
        self.optimizer = optimizer
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
        # What `trainable` was at compile, for models whose weights are made later.
        self._flags = {}
        self._frozen = []
        self.shuffling = SeedGenerator(name="shuffle")
        self.logs = {}

    def note_trainables(self, model):
        """Keeps what is to be trained as the model says now, whether it has its weights or not."""
        if model.built:
            self.fix_trainables(model)
        if not (self.trainables or self._frozen):
            self.trainables = None
            self._flags = {layer: layer.trainable for layer in model._flatten_layers()}

    def fix_trainables(self, model):
        """Keeps the weights to train as they were at compile, unless that was done before."""
        if self.trainables is None:
            trained, variables = self._trained(model), model.variables
            self.trainables = [v for v in variables if id(v) in trained]
            others = [v for v in variables if id(v) not in trained]
            self._frozen = [v for v in others if v.initially_trainable]
            self._flags = {}

    def _trained(self, layer):
        """Identities of the weights in a layer that are to be trained."""
        then = self._flags.get(layer)
        if not (layer.trainable if then is None else then):
            return set()
        found = layer._owned()
        own = [v for v in found.variables if v.trainable or (then and v.initially_trainable)]
        return {id(v) for v in own}.union(*map(self._trained, found.layers))

    def tell_changes(self):
        """Tells, once, of weights frozen or freed since."""
        changed = [v for v in self.trainables or () if not v.trainable]
        changed += [v for v in self._frozen if v.trainable]
        if changed:
            path = changed[0].path
            messages.note("H11", layer=path.rpartition("/")[0] or path)

    @property
    def own_metrics(self):
        """The metrics that `compile` brought about, the loss first."""
        given = self.given["metrics"], self.given["weighted_metrics"]
        asked = [self.metrics] if any(one is not None for one in given) else []
        return [self.tracker, *asked, *(self.loss.metrics if self.loss else ())]
