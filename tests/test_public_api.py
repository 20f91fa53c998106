"""Every public name of Keras that the table calls done is there, with Keras' parameters."""

import importlib
import inspect
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import pronghorn
from pronghorn.compat import legacy_names, public
from pronghorn.compat.api_table import API
from pronghorn.errors import AbsentImportError, AbsentNameError

ROOT = Path(__file__).parents[1]

HERE = [
    (namespace, name)
    for namespace in API
    for name, row in public.rows(namespace).items()
    if row.status != "absent"
]
ABSENT = [
    (namespace, name)
    for namespace in API
    for name, row in public.rows(namespace).items()
    if row.status == "absent"
]


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("tool", ROOT / "tools" / "make_api_table.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def module_of(namespace):
    return importlib.import_module(f"pronghorn.{namespace}".rstrip("."))


@pytest.mark.parametrize("namespace", API)
def test_every_name_that_is_here_resolves_and_can_be_imported(namespace):
    module = module_of(namespace)
    for name in public.names(namespace):
        found = getattr(module, name)
        assert callable(found) or name == "MAP_TO_NONE"
        scope = {}
        exec(f"from {module.__name__} import {name} as found", scope)
        assert scope["found"] is found


def test_names_that_are_done_have_the_parameters_of_keras(tool):
    wrong = {
        f"{namespace}.{name}": said
        for namespace, name in HERE
        if (row := public.rows(namespace)[name]).status == "done"
        and (
            said := tool.difference(
                f"{namespace}.{name}".lstrip("."),
                getattr(module_of(namespace), name),
                row.parameters.split(),
            )
        )
    }
    assert not wrong


def test_the_table_and_its_page_say_what_there_is(tool):
    version, named = tool.surface(None)
    table = tool.table_of(named)
    mended = "run python tools/make_api_table.py"
    assert tool.written(version, table) == tool.TABLE.read_text(encoding="utf-8"), mended
    assert tool.page(version, table) == tool.PAGE.read_text(encoding="utf-8"), mended


def test_an_absent_name_says_that_keras_has_it():
    assert ABSENT
    for namespace, name in ABSENT:
        path = f"keras.{namespace}.{name}".replace("..", ".")
        module = module_of(namespace)
        with pytest.raises(AbsentNameError, match=rf"^\[F15\] {path} is a Keras name"):
            getattr(module, name)
        with pytest.raises(AbsentImportError, match=r"^\[F15\]"):
            exec(f"from {module.__name__} import {name}")
        assert not hasattr(module, name)
    with pytest.raises(AbsentNameError, match=r"load_weights\("):
        module_of("models").load_model("model.keras")


def test_a_name_that_nobody_has_is_an_ordinary_mistake():
    with pytest.raises(
        AttributeError, match=r"'pronghorn\.utils' has no attribute 'to_categorial'"
    ):
        pronghorn.utils.to_categorial  # noqa: B018
    with pytest.raises(ImportError, match="cannot import name 'Densee'"):
        exec("from pronghorn.layers import Densee")
    with pytest.raises(ModuleNotFoundError, match=r"pronghorn\.nothing"):
        importlib.import_module("pronghorn.nothing")


def test_names_of_our_own():
    for name in public.OWN:
        assert callable(getattr(pronghorn, name))
    assert {"Sequential", "explain", "layers"} <= set(dir(pronghorn))


def test_all_spellings_of_a_name_are_one_object():
    assert pronghorn.ops.numpy.add is pronghorn.ops.add
    assert pronghorn.Layer is pronghorn.layers.Layer
    assert pronghorn.utils.custom_object_scope is pronghorn.saving.custom_object_scope
    assert pronghorn.initializers.glorot_uniform is pronghorn.initializers.GlorotUniform


def test_old_names_give_the_modern_thing_and_one_note(caplog):
    with caplog.at_level("INFO", logger="pronghorn"):
        for _ in range(2):
            assert pronghorn.losses.mse is pronghorn.losses.mean_squared_error
            assert pronghorn.optimizers.legacy.Nadam is pronghorn.optimizers.Nadam
    assert [record.message for record in caplog.records] == [
        "[N07] keras.losses.mse works; today it is written keras.losses.mean_squared_error.",
        "[N07] keras.optimizers.legacy.Nadam works; today it is written keras.optimizers.Nadam.",
    ]


def test_no_file_of_ours_hides_an_old_name():
    for name in ("Adadelta", "Adagrad", "Adam", "Adamax", "Nadam", "RMSprop", "SGD"):
        assert getattr(pronghorn.optimizers, name.lower()) is getattr(pronghorn.optimizers, name)


def test_an_old_name_without_a_likeness_is_told_what_to_use():
    with pytest.raises(AbsentNameError, match=r"^\[F14\].*print_summary.*model\.summary"):
        pronghorn.utils.print_summary  # noqa: B018


def test_to_categorical_names_the_label_outside():
    with pytest.raises(ValueError, match=r"^\[E47\] 3 is not one of the 3 classes"):
        pronghorn.utils.to_categorical([0, 3], num_classes=3)
    assert pronghorn.utils.to_categorical(np.zeros((2, 1)), 2).tolist() == [[1, 0], [1, 0]]


def test_the_import_takes_only_what_it_needs():
    source = "import sys, pronghorn; print([m for m in sys.modules if m.startswith('pronghorn')])"
    done = subprocess.run(
        [sys.executable, "-c", source], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = set(eval(done.stdout))
    assert not loaded & {"pronghorn.layers", "pronghorn.ops", "pronghorn.tensor", "numpy"}


def test_backend_functions():
    backend = pronghorn.backend
    assert backend.backend() == "numpy"
    backend.clear_session()
    assert [backend.get_uid("a"), backend.get_uid("a"), backend.get_uid("b")] == [1, 2, 1]
    assert backend.is_keras_tensor(pronghorn.Input((3,)))
    assert not backend.is_keras_tensor(np.zeros(3))
    assert backend.is_float_dtype("float16")
    assert pronghorn.version() == pronghorn.__version__
    assert inspect.signature(pronghorn.utils.clear_session) == inspect.signature(
        backend.clear_session
    )


def test_a_symbolic_tensor_is_made_and_known_by_its_class():
    made = pronghorn.KerasTensor((None, 3), dtype="int32", name="codes")
    assert (made.shape, made.dtype, made.name) == ((None, 3), "int32", "codes")
    assert isinstance(made, pronghorn.KerasTensor)
    assert not isinstance(pronghorn.ops.ones(3), pronghorn.KerasTensor)
    with pytest.raises(ValueError, match=r"^\[M02\] KerasTensor: sparse must be one of False"):
        pronghorn.KerasTensor((3,), sparse=True)


def test_functions_of_the_old_backend():
    assert float(pronghorn.backend.mean(np.array([1.0, 3.0]))) == 2.0
    assert pronghorn.backend.get_value(pronghorn.ops.ones(2)).tolist() == [1.0, 1.0]


def test_every_old_name_leads_to_a_name_of_keras():
    known = {f"{namespace}.{name}" for namespace in API for name in public.rows(namespace)}
    assert set(legacy_names.NAMES.values()) <= known
    for places in legacy_names.MODULES.values():
        assert set(places.split()) <= set(API)
