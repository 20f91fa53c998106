"""Keras' records: what is written for an object, and what a name may stand for."""

import json

import numpy as np
import pytest

from pronghorn import initializers, layers, ops, saving
from pronghorn.errors import ArgumentError, DtypeError, FileError
from pronghorn.saving import registry


@pytest.mark.parametrize(
    "value",
    [None, 1, 2.5, "text", True, [1, [2]], {"a": {"b": 1}}, np.arange(3), b"bytes", slice(1, None)],
)
def test_plain_values_return(value):
    record = json.loads(json.dumps(saving.serialize_keras_object(value)))
    again = saving.deserialize_keras_object(record)
    assert type(again) is type(value)
    assert np.array_equal(again, value) if isinstance(value, np.ndarray) else again == value


def test_tensors_and_scalars():
    record = saving.serialize_keras_object(ops.convert_to_tensor([1.0, 2.0]))
    assert record == {
        "class_name": "__tensor__",
        "config": {"value": [1.0, 2.0], "dtype": "float32"},
    }
    assert saving.deserialize_keras_object(record).numpy().tolist() == [1, 2]
    assert saving.serialize_keras_object(np.float32(1.5)) == 1.5
    assert saving.deserialize_keras_object(saving.serialize_keras_object(...)) is ...


def test_an_object_of_kerass_is_named_as_keras_names_it():
    record = saving.serialize_keras_object(layers.Dense(2, name="d"))
    assert list(record) == ["module", "class_name", "config", "registered_name"]
    assert (record["module"], record["class_name"]) == ("keras.layers", "Dense")
    assert record["registered_name"] is None
    assert record["config"]["dtype"] == {
        "module": "keras",
        "class_name": "DTypePolicy",
        "config": {"name": "float32"},
        "registered_name": None,
    }
    assert "build_config" in saving.serialize_keras_object(_built())


def _built():
    layer = layers.Dense(2)
    layer.build((None, 3))
    return layer


@pytest.mark.parametrize(
    "module", ["keras.layers", "keras.src.layers.core.dense", "tensorflow.keras.layers", None]
)
def test_modules_of_other_versions_are_understood(module):
    record = {"module": module, "class_name": "Dense", "config": {"units": 3}}
    assert saving.deserialize_keras_object(record).units == 3


@pytest.mark.parametrize("module", ["os", "subprocess", "keras.utils", "pronghorn.saving.registry"])
def test_no_module_named_by_a_file_is_imported(module, monkeypatch):
    imported = []
    original = registry.importlib.import_module
    monkeypatch.setattr(
        registry.importlib, "import_module", lambda name: imported.append(name) or original(name)
    )
    record = {"module": module, "class_name": "system", "config": {}, "registered_name": "system"}
    with pytest.raises(FileError, match="F08"):
        saving.deserialize_keras_object(record)
    assert {name for name in imported if "messages" not in name} <= set(registry.HOMES.values())


def test_stored_code_is_refused():
    with pytest.raises(FileError, match="F07"):
        saving.deserialize_keras_object({"class_name": "__lambda__", "config": {"value": "x"}})
    with pytest.raises(ArgumentError, match="M29"):
        saving.serialize_keras_object(lambda x: x)


def test_registered_and_scoped_objects():
    @saving.register_keras_serializable("mine")
    class Half(initializers.Initializer):
        def __call__(self, shape, dtype=None):
            return ops.full(shape, 0.5)

    record = saving.serialize_keras_object(Half())
    assert record["registered_name"] == "mine>Half"
    assert type(saving.deserialize_keras_object(record)) is Half
    assert saving.get_registered_object("mine>Half") is Half
    with pytest.raises(ArgumentError, match="M43"):
        saving.register_keras_serializable("mine", "Half")(layers.Dense)
    with pytest.raises(ArgumentError, match="M34"):
        saving.register_keras_serializable()(type("Bare", (), {}))
    saving.get_custom_objects().pop("mine>Half")
    plain = {"class_name": "Half", "config": {}}
    with pytest.raises(FileError, match="F08"):
        saving.deserialize_keras_object(plain)
    with saving.custom_object_scope({"Half": Half}):
        assert type(saving.deserialize_keras_object(plain)) is Half
    assert type(saving.deserialize_keras_object(plain, custom_objects={"Half": Half})) is Half


def test_what_has_no_configuration_is_refused():
    with pytest.raises(DtypeError, match="M29"):
        saving.serialize_keras_object(object())
    with pytest.raises(ArgumentError, match="M24"):
        saving.deserialize_keras_object(object())
    with pytest.raises(ArgumentError, match=r"M29.*units"):
        saving.deserialize_keras_object({"class_name": "Dense", "config": {"unit": 1}})


def test_a_shared_object_is_written_and_read_once():
    shared = initializers.Ones()
    with registry.sharing_objects():
        a, b = saving.serialize_keras_object([shared, shared])
    assert a["shared_object_id"] == b["shared_object_id"]
    with registry.sharing_objects():
        first, second = saving.deserialize_keras_object([a, b])
    assert first is second


def test_text_that_is_no_record():
    for text in ("{", "[]", None):
        with pytest.raises(FileError, match="F13"):
            registry.parsed(text)
