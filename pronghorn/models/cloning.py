"""`clone_model`: a model of the same architecture, with new layers and new weights."""

from pronghorn import tree
from pronghorn.errors import wrong_argument
from pronghorn.layers.input import Input, InputLayer
from pronghorn.models.model import Model, takes_ends
from pronghorn.models.sequential import Sequential

__all__ = ["clone_model"]


def clone_model(
    model, input_tensors=None, clone_function=None, call_function=None, recursive=False, **kwargs
):
    """A new model with new weights, wired as the one given.

    Args:
        input_tensors: symbolic tensors to begin with, instead of new inputs.
        clone_function: makes a new layer from each layer; by default from its configuration.
        call_function: a function `(layer, *args, **kwargs)` that calls the new layers.
        recursive: whether layers of models inside go through `clone_function` too.

    Raises:
        ValueError: for a class of models whose graph is not known, when functions are given.

    Example:
        >>> from pronghorn import layers, models
        >>> model = models.Sequential([layers.Input((3,)), layers.Dense(2)])
        >>> models.clone_model(model).count_params()
        8
    """
    wiring = model._wiring
    if wiring is None and not isinstance(model, Sequential):
        if clone_function is not None or input_tensors is not None:
            raise wrong_argument(
                "clone_model",
                "model",
                "a Sequential or functional model",
                type(model).__name__,
                "keras.Model(inputs, outputs)",
            )
        return type(model).from_config(model.get_config())

    def cloned(layer):
        if recursive and isinstance(layer, Model):
            return clone_model(layer, None, clone_function, call_function, True)
        if clone_function is None or isinstance(layer, InputLayer):
            return type(layer).from_config(layer.get_config())
        return clone_function(layer)

    if wiring is None:
        return _cloned_row(model, input_tensors, cloned)
    clones = {}

    def call(operation, args, kwargs):
        if operation not in clones:
            clones[operation] = cloned(operation)
        if call_function is not None:
            return call_function(clones[operation], *args, **kwargs)
        return clones[operation](*args, **kwargs)

    if input_tensors is None:
        input_tensors = tree.map_structure(
            lambda tensor: cloned(tensor._keras_history.operation).output, wiring.inputs
        )
    outputs = wiring.run(input_tensors, model._called(), call)
    kind = type(model) if takes_ends(type(model)) else Model
    return kind(inputs=input_tensors, outputs=outputs, name=model.name)


def _cloned_row(model, input_tensors, cloned):
    layers = [cloned(layer) for layer in model._layers]
    if input_tensors is not None:
        (tensor,) = tree.flatten(input_tensors)
        layers = [layer for layer in layers if not isinstance(layer, InputLayer)]
        layers.insert(0, Input(tensor=tensor))
    return Sequential(layers, name=model.name, trainable=model.trainable)
