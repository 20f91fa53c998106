"""Objects and files: Keras' JSON of configurations, and the registry of users' classes."""

from pronghorn.saving.registry import (
    CustomObjectScope,
    custom_object_scope,
    deserialize_keras_object,
    get_custom_objects,
    get_registered_name,
    get_registered_object,
    register_keras_serializable,
    serialize_keras_object,
)
from pronghorn.saving.saveable import Saveable
from pronghorn.saving.weights_file import load_weights, save_weights

__all__ = [
    "CustomObjectScope",
    "Saveable",
    "custom_object_scope",
    "deserialize_keras_object",
    "get_custom_objects",
    "get_registered_name",
    "get_registered_object",
    "load_weights",
    "register_keras_serializable",
    "save_weights",
    "serialize_keras_object",
]
