"""Matrix products of many shapes through the machine code: sizes, transposes, batches, threads."""

import dataclasses

import numpy as np
import pytest

import pronghorn as keras
from pronghorn import config, engines, ops
from pronghorn.config import SettingError
from pronghorn.ir.types import ArrayType
from pronghorn.trace.tracer import trace

pytestmark = pytest.mark.usefixtures("machine_code")

SHAPES = [
    (1, 1, 1),
    (1, 784, 10),
    (2, 3000, 1021),
    (5, 17, 3),
    (7, 700, 33),
    (64, 1021, 17),
    (131, 330, 100),
    (131, 330, 96),
]
ORDERS = {
    "plain": (False, False),
    "left": (True, False),
    "right": (False, True),
    "both": (True, True),
}


class Product(keras.layers.Layer):
    """A product of each row's two matrices, and what follows from it."""

    def __init__(self, order, dtype="float32"):
        super().__init__(dtype=dtype)
        self.order = order

    def call(self, inputs):
        left, right = inputs
        swap_left, swap_right = self.order
        left = ops.swapaxes(left, -1, -2) if swap_left else left
        right = ops.swapaxes(right, -1, -2) if swap_right else right
        return ops.tanh(ops.matmul(left, right))


def operands(shape, order, batch=2):
    m, k, n = shape
    draw = np.random.default_rng(0)
    left = draw.standard_normal((batch, *((k, m) if order[0] else (m, k))), "float32")
    right = draw.standard_normal((batch, *((n, k) if order[1] else (k, n))), "float32")
    return left / np.float32(np.sqrt(k)), right


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", ORDERS)
def test_any_size_in_any_order(name, shape):
    order = ORDERS[name]
    left, right = operands(shape, order)
    inputs = [keras.Input(left.shape[1:]), keras.Input(right.shape[1:])]
    model = keras.Model(inputs, Product(order)(inputs))
    found = {}
    for threads in (1, 3):
        config.settings.threads = threads
        found[threads] = model.predict([left, right], verbose=0)
    assert found[1].tobytes() == found[3].tobytes()
    a = np.swapaxes(left, 1, 2) if order[0] else left
    b = np.swapaxes(right, 1, 2) if order[1] else right
    np.testing.assert_allclose(found[1], np.tanh(a.astype("f8") @ b), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(20_000, 200, 50), (50, 200, 20_000)])
@pytest.mark.parametrize("name", ORDERS)
def test_large_operands_are_never_copied_whole(name, shape):
    order = ORDERS[name]
    given = [x[0] for x in operands(shape, order, 1)]

    def product(left, right):
        left = ops.transpose(left) if order[0] else left
        right = ops.transpose(right) if order[1] else right
        return [ops.matmul(left, right).payload]

    config.settings.threads = 1
    program = trace(product, [ArrayType(x.shape, "float32") for x in given])
    run = engines.load("llvm").compile(program).run(given, {})
    run.complete()
    assert run.memory < max(x.nbytes for x in given) / 4


@pytest.mark.parametrize("units", [16, 50, 64])
def test_a_row_by_few_weights_has_the_same_bits_in_any_batch(units):
    x = np.random.default_rng(0).standard_normal((9001, 100), "float32")
    model = keras.Sequential([keras.Input((100,)), keras.layers.Dense(units, "relu")])
    config.settings.threads = 1
    alone = model.predict(x, batch_size=len(x), verbose=0)
    exact = np.maximum(x.astype("f8") @ model.layers[0].kernel.numpy(), 0)
    np.testing.assert_allclose(alone, exact, rtol=1e-4, atol=1e-5)
    config.settings.threads = 3
    for rows in (1, 2, 3, 7, 34, 9001):
        found = model.predict(x[:rows], batch_size=rows, verbose=0)
        assert found.tobytes() == alone[:rows].tobytes()


@pytest.mark.parametrize("registers", [16, 32])
@pytest.mark.parametrize("rows", [2, 3, 5, 7, 9])
def test_packed_rows_have_room_where_columns_fill_only_narrow_panels(registers, rows):
    engine = type(engines.load("llvm"))()
    engine.target = dataclasses.replace(engine.target, vector_registers=registers)
    left, right = operands((rows, 2000, 18 * engine.target.lanes("float32")), ORDERS["left"], 1)

    def product(x, y):
        return [ops.matmul(ops.transpose(x), y).payload]

    program = trace(product, [ArrayType(x.shape[1:], "float32") for x in (left, right)])
    (found,) = engine.compile(program).run([left[0], right[0]], {}).complete()
    np.testing.assert_allclose(found, left[0].T.astype("f8") @ right[0], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("name", ORDERS)
@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_halves_are_summed_in_float32_and_rounded_once(name, dtype):
    order = ORDERS[name]
    for shape in [(1, 784, 10), (7, 700, 33), (64, 1021, 17), (131, 330, 100)]:
        given = operands(shape, order)
        inputs = [keras.Input(x.shape[1:]) for x in given]
        model = keras.Model(inputs, ops.cast(Product(order, dtype)(inputs), "float32"))
        found = {}
        for threads in (1, 3):
            config.settings.threads = threads
            found[threads] = model.predict(list(given), verbose=0)
        assert found[1].tobytes() == found[3].tobytes()
        a, b = (ops.convert_to_numpy(ops.cast(ops.cast(x, dtype), "float64")) for x in given)
        a = np.swapaxes(a, 1, 2) if order[0] else a
        b = np.swapaxes(b, 1, 2) if order[1] else b
        half = ops.convert_to_numpy(ops.cast(ops.cast(a @ b, "float32"), dtype)).astype("f4")
        close = {"float16": 2e-3, "bfloat16": 2e-2}[dtype]
        np.testing.assert_allclose(found[1], np.tanh(half), rtol=close, atol=close / 10)


class Total(keras.losses.Loss):
    """The sum of all outputs, whose gradient is 1."""

    def call(self, y_true, y_pred):
        return ops.sum(y_pred, axis=-1)


@pytest.mark.parametrize("width", [4, 200])
def test_halves_of_steps_written_out_are_summed_in_float32_and_rounded_once(width):
    keras.utils.set_random_seed(3)
    x = np.random.default_rng(4).random((4096, width)).astype("float16")
    model = keras.Sequential([keras.Input((width,)), keras.layers.Dense(3, dtype="mixed_float16")])
    before = model.layers[0].kernel.numpy()
    found = model.predict(x, verbose=0)
    exact = x.astype("float64") @ before.astype("float16")
    np.testing.assert_allclose(found, exact, rtol=2.0**-11, atol=1e-5)
    model.compile(keras.optimizers.SGD(1.0), Total(reduction="sum"), auto_scale_loss=False)
    model.fit(x, np.zeros((4096, 3)), batch_size=4096, verbose=0)
    gradient = before - model.layers[0].kernel.numpy()
    exact = x.sum(axis=0, dtype="float64")[:, None]
    np.testing.assert_allclose(gradient, np.repeat(exact, 3, axis=1), rtol=2.0**-11 + 1e-6)


def fitted():
    """The weights of a network after two epochs, whose terms and rows do not come out even."""
    keras.utils.set_random_seed(2)
    row = [keras.Input((201,)), keras.layers.Dense(150, "relu"), keras.layers.Dense(150)]
    model = keras.Sequential([*row, keras.layers.Dense(2)])
    model.compile("rmsprop", "mse")
    x = np.random.default_rng(0).standard_normal((300, 201), "float32")
    model.fit(x, x[:, :2], batch_size=67, epochs=2, verbose=0)
    return [weight.tobytes() for weight in model.get_weights()]


@pytest.mark.parametrize(
    "choice",
    [
        "contract.terms=64",
        "contract.near=4096",
        "contract.nearest=0",
        "contract.abreast=1",
        "contract.abreast=7 contract.columns=32 contract.terms=40",
        "contract.group=1 map.lanes=4",
    ],
)
def test_schedules_by_hand_change_no_bit(choice):
    usual = fitted()
    config.settings.schedule = choice
    assert fitted() == usual


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ("contract.terms", "kind.field=number"),
        ("map.colour=3", "terms"),
        ("mop.lanes=4", "map"),
        ("contract.terms=0", "terms of at least 1"),
        ("map.lanes=3", "power of two"),
    ],
)
def test_a_schedule_by_hand_names_what_there_is_and_numbers_that_can_be(choice, said):
    def attempt():
        config.settings.schedule = choice
        fitted()

    with pytest.raises(SettingError, match=said):
        attempt()
