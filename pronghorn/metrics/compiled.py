"""The losses and metrics of a compiled model: from what `compile` was given to one call a step.

A model's outputs may be one tensor, a list, or a dict by name; losses, weights and metrics come in
the same form, or as dicts by output name.
"""

from __future__ import annotations

from typing import NamedTuple

from pronghorn import losses, metrics, ops
from pronghorn.config import floatx
from pronghorn.errors import ArgumentError, wrong_argument
from pronghorn.metrics import named
from pronghorn.metrics.stateless import Stateless
from pronghorn.variables import snake_case

__all__ = ["CompileLoss", "CompileMetrics", "resolve_accuracy", "resolve_crossentropy"]


# Names whose meaning the shapes of targets and outputs tell.
ACCURACY = ("accuracy", "acc")
CROSSENTROPY = ("crossentropy", "ce")


def resolve_accuracy(y_true, y_pred):
    """The class of accuracy that fits a target and an output, anything with a shape.

    One output column: binary. Fewer target axes, or one target column for several outputs: class
    numbers. Otherwise one-hot.
    """
    kind = _kind(y_true, y_pred)
    return {
        "binary": metrics.BinaryAccuracy,
        "sparse": metrics.SparseCategoricalAccuracy,
        "categorical": metrics.CategoricalAccuracy,
    }[kind]


def resolve_crossentropy(y_true, y_pred):
    """The cross-entropy function that fits a target and an output, as `resolve_accuracy`."""
    kind = _kind(y_true, y_pred)
    return {
        "binary": losses.binary_crossentropy,
        "sparse": losses.sparse_categorical_crossentropy,
        "categorical": losses.categorical_crossentropy,
    }[kind]


def _kind(y_true, y_pred):
    target, output = tuple(y_true.shape), tuple(y_pred.shape)
    if len(output) < 2 or output[-1] == 1:
        return "binary"
    return "sparse" if len(target) < len(output) or target[-1] == 1 else "categorical"


class Part(NamedTuple):
    """The loss of one output."""

    place: int
    loss: object
    weight: float | None
    name: str


class CompileLoss:
    """The sum of the losses of all outputs, each times its weight.

    Args:
        loss: a name, class, function or object; a list with one for each output; or a dict.
        loss_weights: None, one number, or a list or dict with one for each output.
        output_names: of the model's outputs, in order.

    Example:
        >>> from pronghorn import ops
        >>> from pronghorn.metrics.compiled import CompileLoss
        >>> loss = CompileLoss("mse")
        >>> float(loss(ops.array([[0.0]]), ops.array([[3.0]])))
        9.0
    """

    def __init__(self, loss, loss_weights=None, output_names=None):
        _check_names(loss, losses.named)
        self.user_loss = loss
        self.user_loss_weights = loss_weights
        self.output_names = output_names
        self.parts = None
        # With several outputs the mean loss of each, under its name.
        self.metrics = []

    @property
    def built(self):
        """Whether the losses are known, after the first call or `build`."""
        return self.parts is not None

    @property
    def variables(self):
        """The variables of `metrics`."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def build(self, y_true, y_pred):
        """Finds the losses from targets and outputs, of which only shapes are used."""
        names = _names(y_pred, self.output_names)
        targets, outputs = _entries(y_true, names, y_pred), _entries(y_pred, names)
        chosen = _for_each("loss", self.user_loss, names, spread=True)
        weights = _for_each("loss_weights", self.user_loss_weights, names)
        self.parts = []
        for place in _order(self.user_loss, names):
            if chosen[place] is not None:
                found = _loss(chosen[place], targets[place], outputs[place])
                name = names[place] or found.name
                self.parts.append(Part(place, found, weights[place], name))
        if len(self.parts) > 1:
            self.metrics = [metrics.Mean(f"{part.name}_loss") for part in self.parts]

    def __call__(self, y_true, y_pred, sample_weight=None):
        """The total loss, a scalar tensor; None when no output has a loss.

        Args:
            y_true, y_pred: tensors, or lists or dicts of them.
            sample_weight: None, one tensor for all outputs, or one for each.
        """
        if not self.built:
            self.build(y_true, y_pred)
        names = _names(y_pred, self.output_names)
        targets, outputs = _entries(y_true, names, y_pred), _entries(y_pred, names)
        weights = _sample_weights(sample_weight, names)
        total = None
        for n, part in enumerate(self.parts):
            output = outputs[part.place]
            value = part.loss(targets[part.place], output, weights[part.place])
            value = ops.cast(value, floatx()) if value.dtype != floatx() else value
            if self.metrics:
                self.metrics[n].update_state(value, sample_weight=ops.shape(output)[0])
            if part.weight is not None:
                value = value * part.weight
            total = value if total is None else total + value
        return total


class CompileMetrics(Stateless):
    """The metrics of a compiled model.

    Args:
        metrics: a list of names, classes, functions or objects; with several outputs a list of
            lists, or a dict of such by output name.
        weighted_metrics: the same, for metrics that heed sample weights.
        output_names: of the model's outputs, in order.

    Example:
        >>> from pronghorn import ops
        >>> from pronghorn.metrics.compiled import CompileMetrics
        >>> found = CompileMetrics(["accuracy"], None)
        >>> found.update_state(ops.array([[1.0], [0.0]]), ops.array([[0.7], [0.7]]))
        >>> float(found.result()["accuracy"])
        0.5
    """

    name = "compile_metrics"

    def __init__(self, metrics=None, weighted_metrics=None, output_names=None):
        for argument, given in (("metrics", metrics), ("weighted_metrics", weighted_metrics)):
            if given and not isinstance(given, list | tuple | dict):
                raise wrong_argument(
                    "compile",
                    argument,
                    "a list, or a dict by output name",
                    given,
                    f'["{given}"]' if isinstance(given, str) else '["accuracy"]',
                )
            _check_names(given, named)
        self.user_metrics = metrics
        self.user_weighted_metrics = weighted_metrics
        self.output_names = output_names
        self._plain = self._weighted = None
        self._names = []

    @property
    def built(self):
        """Whether the metrics are known, after the first update or `build`."""
        return self._plain is not None

    @property
    def metrics(self):
        """All metrics, those that heed weights last; empty before `build`."""
        if not self.built:
            return []
        return [metric for one in (*self._plain, *self._weighted) for metric in one]

    @property
    def variables(self):
        """The variables of all metrics."""
        return [variable for metric in self.metrics for variable in metric.variables]

    def build(self, y_true, y_pred):
        """Finds the metrics from targets and outputs, of which only shapes are used."""
        names = self._names = _names(y_pred, self.output_names)
        pairs = list(zip(_entries(y_true, names, y_pred), _entries(y_pred, names), strict=True))
        self._plain = _metric_lists("metrics", self.user_metrics, names, pairs)
        self._weighted = _metric_lists("weighted_metrics", self.user_weighted_metrics, names, pairs)

    def update_state(self, y_true, y_pred, sample_weight=None):
        """Takes in a batch of targets and outputs: tensors, or lists or dicts of them."""
        if not self.built:
            self.build(y_true, y_pred)
        names = _names(y_pred, self.output_names)
        targets, outputs = _entries(y_true, names, y_pred), _entries(y_pred, names)
        weights = _sample_weights(sample_weight, names)
        for place, (plain, weighted) in enumerate(zip(self._plain, self._weighted, strict=True)):
            for metric in plain:
                metric.update_state(targets[place], outputs[place])
            for metric in weighted:
                metric.update_state(targets[place], outputs[place], weights[place])

    def reset_state(self):
        """Forgets every batch."""
        for metric in self.metrics:
            metric.reset_state()

    def result(self):
        """Figures by name, in the order of `metrics`; with several outputs their names lead."""
        results = {}
        several = self.built and len(self._plain) > 1
        for lists, is_weighted in ((self._plain or [], False), (self._weighted or [], True)):
            for place, found in enumerate(lists):
                name = self._names[place] if several else None
                prefix = f"{name}_" if name else ""
                for metric in found:
                    name = prefix + metric.name
                    if is_weighted and name in results:
                        name = f"{prefix}weighted_{metric.name}"
                    results[_free(name, results)] = metric.result()
        return results


def _check_names(given, known):
    """Refuses names that stand for nothing before data are looked at.

    Args:
        given: what `compile` was given, in lists and dicts of any depth.
        known: finds what a name stands for, or raises.
    """
    if isinstance(given, str) and given.lower() not in (*ACCURACY, *CROSSENTROPY):
        known(given)
    if isinstance(given, dict):
        given = [] if "class_name" in given else list(given.values())
    if isinstance(given, list | tuple):
        for one in given:
            _check_names(one, known)


def _free(name, taken):
    """The name, or the first of `name_1`, `name_2` ... that is not taken."""
    count, free = 0, name
    while free in taken:
        count += 1
        free = f"{name}_{count}"
    return free


def _names(y_pred, output_names):
    """One name, or None, for each output."""
    if isinstance(y_pred, dict):
        if output_names and set(output_names) == set(y_pred):
            return list(output_names)
        return sorted(y_pred)
    count = len(y_pred) if isinstance(y_pred, list | tuple) else 1
    if output_names and len(output_names) == count and count > 1:
        return list(output_names)
    return [None] * count


def _entries(y, names, y_pred=None):
    """The tensors of all outputs in order."""
    if isinstance(y, dict):
        if len(y) == 1 and len(names) == 1:
            return list(y.values())
        unknown = [name for name in names if name not in y]
        if unknown and y_pred is None:
            raise ArgumentError("M19", argument="y", name=unknown[0], outputs=list(y))
        return [y.get(name) for name in names]
    found = list(y) if isinstance(y, list | tuple) else [y]
    if len(found) != len(names):
        raise ArgumentError(
            "M18", argument="y", got=len(found), want=len(names), outputs=_listed(names)
        )
    return found


def _order(loss, names):
    """Places of the outputs in the order in which the losses are listed."""
    if isinstance(loss, dict) and None not in names:
        return [names.index(name) for name in loss if name in names]
    return range(len(names))


def _listed(names):
    return ", ".join(str(name) for name in names if name is not None) or "of the model"


def _sample_weights(sample_weight, names):
    if isinstance(sample_weight, list | tuple | dict):
        return _for_each("sample_weight", sample_weight, names)
    return [sample_weight] * len(names)


def _for_each(argument, given, names, spread=False):
    """One entry for each output, None where there is none.

    Args:
        spread: whether one entry that is no list serves every output.
    """
    if isinstance(given, dict) and "class_name" not in given:
        for name in given:
            if name not in names and not (len(names) == 1 and len(given) == 1):
                raise ArgumentError("M19", argument=argument, name=name, outputs=_listed(names))
        return [given.get(name) for name in names] if names != [None] else list(given.values())
    if isinstance(given, list | tuple):
        if len(given) != len(names):
            raise ArgumentError(
                "M18",
                argument=argument,
                got=len(given),
                want=len(names),
                outputs=_listed(names),
            )
        return list(given)
    return [given] * len(names) if spread or given is None else [given, *[None] * (len(names) - 1)]


def _loss(identifier, y_true, y_pred):
    """A loss object; a name such as "mse" stays the name of the object."""
    if isinstance(identifier, str) and identifier.lower() in CROSSENTROPY:
        found = resolve_crossentropy(y_true, y_pred)
    else:
        found = losses.get(identifier)
    if isinstance(found, losses.Loss):
        return found
    name = identifier if isinstance(identifier, str) else _own_name(found)
    return losses.LossFunctionWrapper(found, name=name)


def _own_name(found):
    if isinstance(getattr(found, "name", None), str):
        return found.name
    return snake_case(getattr(found, "__name__", type(found).__name__))


def _metric_lists(argument, given, names, pairs):
    """A list of metrics for each output."""
    if not given:
        return [[] for _ in names]
    if len(names) == 1:
        flat = given.values() if isinstance(given, dict) else given
        lists = [[one for part in flat for one in (part if _is_list(part) else [part])]]
    elif isinstance(given, dict) or len(given) == len(names):
        lists = _for_each(argument, given, names)
    else:
        raise ArgumentError(
            "M18", argument=argument, got=len(given), want=len(names), outputs=_listed(names)
        )
    return [
        [_metric(one, *pair) for one in (found if _is_list(found) else [found]) if one is not None]
        for found, pair in zip(lists, pairs, strict=True)
    ]


def _is_list(part):
    return isinstance(part, list | tuple)


def _metric(identifier, y_true, y_pred):
    word = identifier.lower() if isinstance(identifier, str) else ""
    if word in ACCURACY:
        return resolve_accuracy(y_true, y_pred)(name=identifier)
    if word in CROSSENTROPY:
        found = resolve_crossentropy(y_true, y_pred)
    else:
        found = metrics.get(identifier)
    name = identifier if isinstance(identifier, str) else _own_name(found)
    if not isinstance(found, metrics.Metric):
        return metrics.MeanMetricWrapper(found, name=name)
    found.name = name
    return found
