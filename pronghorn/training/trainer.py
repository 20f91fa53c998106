"""`Trainer`: compile, fit, evaluate and predict, the half of a model that Keras calls training."""

import inspect

from pronghorn import messages, optimizers, stateless, tree
from pronghorn.data import unpack
from pronghorn.errors import ArgumentError, StateError
from pronghorn.frames import entry
from pronghorn.ir.types import ArrayType
from pronghorn.optimizers import loss_scale
from pronghorn.tensor import ConcreteValueNeeded, Tensor
from pronghorn.trace import tracer
from pronghorn.training import batch, custom_step, generators, resume, step
from pronghorn.training.checks import check_targets
from pronghorn.training.compiled import Compiled
from pronghorn.training.evaluate import evaluate
from pronghorn.training.fit import fit
from pronghorn.training.legacy import accepting, weights_and_metrics
from pronghorn.training.lr_find import lr_find
from pronghorn.training.predict import predict
from pronghorn.training.profile import profile
from pronghorn.training.programs import Programs

__all__ = ["Trainer"]


class Trainer:
    """The training half of `Model`; the other half is a `Layer`."""

    _compiled = None
    _kept_programs = None
    stop_training = False
    _columns = ()  # of the table that the model was fitted to
    _file_columns = ()  # of the Parquet file, likewise
    # Losses of a call whose layers forgot them, while `compute_loss_and_updates` needs them.
    _losses_override = None
    # The symbolic outputs, where a model is a graph.
    outputs = None
    # The names of the outputs, where a model knows them.
    _target_names = None

    @accepting("sample_weight_mode", "target_tensors")
    def compile(
        self,
        optimizer="rmsprop",
        loss=None,
        loss_weights=None,
        metrics=None,
        weighted_metrics=None,
        run_eagerly=False,
        steps_per_execution=1,
        jit_compile="auto",
        auto_scale_loss=True,
    ):
        """Says how the model is trained.

        Args:
            optimizer: a name, configuration or object.
            loss: a name, function or object; a list or dict of such for several outputs.
            loss_weights: one number for each output, in a list or dict.
            metrics: a list of names, functions or objects; `"accuracy"` is chosen by shapes.
            weighted_metrics: the same, for metrics that heed sample weights.
            run_eagerly: whether steps run in Python, one by one, so that `print` and a debugger
                see every value; the numbers are the same.
            steps_per_execution, jit_compile: accepted for Keras' sake; programs always hold the
                whole loop over batches and are always compiled.
            auto_scale_loss: whether under the policy mixed_float16 the optimizer is wrapped in a
                `LossScaleOptimizer`, so that small gradients are not lost.

        Raises:
            UnknownNameError: for a name that stands for nothing.

        Example:
            >>> from pronghorn import layers, models
            >>> model = models.Sequential([layers.Dense(1)])
            >>> model.compile(optimizer="sgd", loss="mse", metrics=["mae"])
        """
        names = self._target_names
        loss_weights, metrics = weights_and_metrics(loss_weights, metrics)
        optimizer = optimizers.get(optimizer)
        if auto_scale_loss and optimizer and self.dtype_policy.name == "mixed_float16":
            optimizer = loss_scale.scaled(optimizer)
        self._compiled = Compiled(
            optimizer,
            loss,
            loss_weights,
            metrics,
            weighted_metrics,
            list(names) if names else None,
            run_eagerly,
            steps_per_execution,
            jit_compile,
        )
        self._compiled.note_trainables(self)
        self._programs.forget()
        self.stop_training = False

    fit = fit
    profile = profile
    evaluate = entry(evaluate)
    lr_find = lr_find
    predict = predict
    fit_generator = generators.fit_generator
    evaluate_generator = generators.evaluate_generator
    predict_generator = generators.predict_generator
    train_on_batch = batch.train_on_batch
    test_on_batch = batch.test_on_batch
    predict_on_batch = entry(batch.predict_on_batch)
    predict_classes = batch.predict_classes
    predict_proba = batch.predict_proba
    reset_states = batch.reset_states
    training_state = resume.training_state
    training_state_fault = resume.training_state_fault
    resume_training = resume.resume_training

    @property
    def compiled(self):
        """Whether `compile` was called."""
        return self._compiled is not None

    @property
    def optimizer(self):
        """The optimizer given to `compile`, as an object; None before."""
        return self._compiled and self._compiled.optimizer

    @property
    def loss(self):
        """The loss as it was given to `compile`."""
        return self._compiled and self._compiled.given["loss"]

    @property
    def run_eagerly(self):
        """Whether steps run in Python; setting it takes effect at the next call."""
        return self._compiled is not None and self._compiled.run_eagerly

    @run_eagerly.setter
    def run_eagerly(self, value):
        self._require_compiled("run_eagerly").run_eagerly = bool(value)
        self._programs.forget()

    @property
    def metrics(self):
        """The mean loss, the metrics of `compile`, and those of layers."""
        own = list(self._compiled.own_metrics) if self._compiled else []
        return [*own, *super().metrics]

    def _metrics_for_outside(self):
        return self._metrics_inside()

    @property
    def metrics_names(self):
        """Names of `metrics`."""
        return [metric.name for metric in self.metrics]

    @property
    def compile_log(self):
        """What was compiled for this model, when, and what runs in Python, and why.

        Example:
            >>> from pronghorn import layers, models
            >>> print(models.Sequential([layers.Dense(1)]).compile_log)
            nothing was compiled yet
        """
        return self._programs.log

    @property
    def _programs(self):
        if self._kept_programs is None:
            self._kept_programs = Programs()
        return self._kept_programs

    def reset_metrics(self):
        """Metrics forget what they gathered."""
        step.reset(self)

    def get_metrics_result(self):
        """Values of all metrics by name."""
        return step.results(self)

    def get_compile_config(self):
        """The arguments that `compile` was called with, by name; none before."""
        return dict(self._compiled.given) if self._compiled else {}

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        """The total loss of a batch: of the outputs, of `add_loss` and of regularizers.

        Override it for a loss that depends on more than targets and outputs.

        Returns:
            A scalar tensor.

        Raises:
            ArgumentError: if there is no loss at all.
        """
        total = self._total_loss(y, y_pred, sample_weight)
        if total is None:
            raise ArgumentError("M17")
        return total

    def stateless_compute_loss(
        self,
        trainable_variables,
        non_trainable_variables,
        metrics_variables,
        x=None,
        y=None,
        y_pred=None,
        sample_weight=None,
        training=True,
    ):
        """`compute_loss` with other values in the variables, none of which changes.

        Returns:
            The loss, and the values of the three kinds of variables after it, in three lists.
        """
        return stateless.applied(
            lambda: self._computed_loss(x, y, y_pred, sample_weight, training),
            self._called(),
            ("trainable_variables", self.trainable_variables, trainable_variables),
            ("non_trainable_variables", self.non_trainable_variables, non_trainable_variables),
            ("metrics_variables", self.metrics_variables, metrics_variables),
        )

    def compute_loss_and_updates(
        self,
        trainable_variables,
        non_trainable_variables,
        metrics_variables,
        x,
        y,
        sample_weight,
        training=False,
        optimizer_variables=None,
    ):
        """The loss as a function of the weights, for `pronghorn.value_and_grad(has_aux=True)`.

        Returns:
            `(loss, (unscaled_loss, y_pred, non_trainable_variables, metrics_variables))`; the
            loss is scaled as the optimizer wants it.
        """
        y_pred, after, losses = self.stateless_call(
            trainable_variables, non_trainable_variables, x, training=training, return_losses=True
        )
        self._losses_override = losses
        try:
            loss, (_, after, metrics) = self.stateless_compute_loss(
                trainable_variables, after, metrics_variables, x, y, y_pred, sample_weight, training
            )
        finally:
            self._losses_override = None
        scaled = self.optimizer.scale_loss(loss) if training and self.optimizer else loss
        return scaled, (loss, y_pred, after, metrics)

    def _computed_loss(self, x, y, y_pred, sample_weight, training):
        """The total loss, by the class's own `compute_loss` if it has one; None without a loss."""
        if not self._overrides("compute_loss"):
            return self._total_loss(y, y_pred, sample_weight)
        given = {"x": x, "y": y, "y_pred": y_pred, "sample_weight": sample_weight}
        parameters = inspect.signature(self.compute_loss).parameters
        if "training" in parameters or any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
            given["training"] = training
        return self.compute_loss(**given)

    def _total_loss(self, y, y_pred, sample_weight):
        total = None
        if self._compiled.loss is not None and y is not None:
            total = self._compiled.loss(y, y_pred, sample_weight)
        extras = self.losses if self._losses_override is None else self._losses_override
        for extra in extras:
            total = extra if total is None else total + extra
        return total

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        """Takes a batch into the metrics of `compile`, and returns all figures by name.

        Override it for figures of your own; they are those of the last batch.
        """
        if y is not None:
            self._compiled.metrics.update_state(y, y_pred, sample_weight)
        return self.get_metrics_result()

    @property
    def compiled_metrics(self):
        """The metrics of `compile`, under the name that train steps for Keras 2 use."""
        messages.note("N07", old="self.compiled_metrics", new="self.compute_metrics(...)")
        return self._compiled.metrics

    def compiled_loss(self, y_true, y_pred, sample_weight=None, regularization_losses=None):
        """The loss of `compile` and the given others, under the name that Keras 2 has for it."""
        messages.note("N04", old="self.compiled_loss", new="self.compute_loss(x, y, y_pred)")
        total = self._compiled.loss(y_true, y_pred, sample_weight)
        for extra in regularization_losses or ():
            total = total + extra
        self._compiled.tracker.update_state(total, sample_weight=len(tree.flatten(y_pred)) or 1)
        return total

    def train_step(self, data):
        """One step of training; override it for another, built of `ops`.

        Args:
            data: `(x,)`, `(x, y)` or `(x, y, sample_weight)`, the rows of a batch.

        Returns:
            Figures by name.
        """
        step.train(self, *unpack(data))
        return self.get_metrics_result()

    def test_step(self, data):
        """One step of evaluation, as `train_step`."""
        step.test(self, *unpack(data))
        return self.get_metrics_result()

    def predict_step(self, data):
        """The outputs for a batch."""
        return self(unpack(data)[0], training=False)

    def make_train_function(self, force=False):
        """With `force` steps are traced anew at their next use, as after a change of the class.

        Overriding it is refused: override `train_step`, which is what is compiled.
        """
        if force:
            self._programs.forget()

    make_test_function = make_predict_function = make_train_function

    def _predicted(self, x):
        if self._overrides("predict_step"):
            return custom_step.predicted(self, x)
        return self(x, training=False)

    def _overrides(self, method):
        """Whether a class, or the object itself, defines a method that `Trainer` has."""
        return method in vars(self) or getattr(type(self), method) is not getattr(Trainer, method)

    def _results(self, kind):
        """Figures by name after steps of this kind: those of metrics, or a custom step's logs."""
        if self._overrides(f"{kind}_step") or self._overrides("compute_metrics"):
            return self._compiled.logs.get(kind, {})
        return step.results(self)

    def _require_compiled(self, method):
        if self._compiled is None:
            raise StateError("M05", method=method, loss="mse")
        return self._compiled

    def _structure_changed(self):
        """For models to call when layers were added or removed: what was traced is not true now."""
        if self._kept_programs is not None:
            self._programs.forget()
        if self._compiled is not None:
            self._compiled.trainables = None

    def build_optimizer(self):
        """Makes the optimizer's slots for the weights that training will change."""
        self._compiled.fix_trainables(self)
        if self.optimizer.built and not self.optimizer.knows(self._compiled.trainables):
            # Keras 1 and 2 let models share an optimizer.
            kind = type(self.optimizer)
            messages.note("N10", optimizer=kind.__name__, model=self.name)
            self._compiled.optimizer = kind.from_config(self.optimizer.get_config())
        if not self.optimizer.built:
            self.optimizer.build(self._compiled.trainables)

    def _make_ready(self, kind, feed):
        """Builds layers, losses, metrics and slots, so that tracing meets only finished objects."""
        if self._overrides(f"make_{kind}_function"):
            raise StateError("M73", owner=type(self).__name__, kind=kind)
        if self._overrides(f"{kind}_step") and not custom_step.is_stateless(
            getattr(self, f"{kind}_step")
        ):
            return  # such a step calls what it likes, and builds it
        compiled = self._compiled
        needs_outputs = compiled is not None and kind != "predict"
        if not needs_outputs and self._is_built():
            return
        y_pred = self._output_types(feed)
        if not needs_outputs:
            return
        compiled.fix_trainables(self)
        if feed.y is not None:
            check_targets(self, feed, y_pred)
            y = feed.form.split(feed.types("rows"))[1]
            if compiled.loss is not None and not compiled.loss.built:
                compiled.loss.build(y, y_pred)
            if not compiled.metrics.built:
                compiled.metrics.build(y, y_pred)
        if kind == "train":
            if not compiled.trainables:
                raise StateError("M26", reason="the model has no trainable weights")
            self.build_optimizer()

    def _trained(self, x):
        """The weights to train; a model whose first call this batch would be is called on it."""
        compiled = self._compiled
        if compiled.trainables is None:
            if not self._is_built():
                leaves = tree.flatten(x)
                if all(leaf.is_concrete() for leaf in leaves):
                    self(x, training=False)
                else:
                    types = [leaf.type for leaf in leaves]
                    call = lambda *rows: self(tree.pack_sequence_as(x, rows), training=False)
                    tracer.types_of(call, types)
            compiled.fix_trainables(self)
        return compiled.trainables

    def _is_built(self):
        return self.built and all(layer.built for layer in self._flatten_layers())

    def _output_types(self, feed):
        """The types of the outputs; where Python needs numbers, they are those of one row."""
        if self._is_built() and self.outputs:
            return tree.map_structure(lambda tensor: tensor.type, self.output)
        form, types = feed.form, feed.types("rows")
        try:
            return tracer.types_of(lambda *x: self(form.split(x)[0], training=False), types)
        except ConcreteValueNeeded:
            rows = [Tensor(array[:1]) for array in feed.arrays]
            outputs = self(form.split(rows)[0], training=False)
            return tree.map_structure(_with_any_rows, outputs)
        finally:
            self._clear_losses()


def _with_any_rows(tensor):
    kind = tensor.type
    return ArrayType((None, *kind.shape[1:]), kind.dtype)
