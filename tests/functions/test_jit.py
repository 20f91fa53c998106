"""Compiled functions: traced once for each signature, state carried, the same results as Python."""

import copy
import gc
import pickle
import threading
import weakref

import numpy as np
import pytest

import pronghorn
from pronghorn import functions, layers, losses, models, ops, optimizers, random
from pronghorn.errors import ArgumentError, DataError
from pronghorn.functions.jitted import KEPT

X = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]], "float32")
SPEC = pronghorn.KerasTensor((None, 2))


def counted(function, **options):
    """The compiled function, and the calls that Python ran."""
    calls = []

    def counting(*args, **kwargs):
        calls.append((args, kwargs))
        return function(*args, **kwargs)

    return functions.jit(counting, **options), calls


def test_one_trace_for_each_signature(engine):
    double, calls = counted(lambda x, factor=2: x * factor)
    for x in (X, X + 1, ops.array(X), X.tolist() and X[::1]):
        assert double(x).tolist() == (np.asarray(x) * 2).tolist()
    assert len(calls) == 1
    assert double(X.T).tolist() == (X.T * 2).tolist()  # another shape, and not in one piece
    assert double(X, 3).tolist() == (X * 3).tolist()
    assert double(X, factor=3).tolist() == (X * 3).tolist()
    assert double(X.astype("int32")).dtype == "int32"
    assert len(calls) == 5
    assert double.compile_log[0].engine == engine
    assert double.experimental_get_tracing_count() == 5


@pytest.mark.parametrize(("first", "second"), [(0.0, -0.0), (1, True), (1, 1.0), ("a", b"a")])
def test_values_that_python_takes_for_equal_are_not_mixed_up(first, second):
    function, calls = counted(lambda x, value: (x, value))
    assert [str(function(X, value)[1]) for value in (first, second)] == [str(first), str(second)]
    assert function(X, float("nan"))[1] != function(X, float("nan"))[1]
    assert len(calls) == 3


def test_structures_go_in_and_come_out(engine):
    def parts(pair, *, named):
        a, (b, none) = pair
        assert none is None
        return {"sum": a + b + named["z"], "kept": [1, "text", None], "pair": (a, named["a"])}

    function, calls = counted(parts)
    given = (X, [X * 2, None])
    for _ in range(2):
        found = function(given, named={"z": X, "a": ops.array(7)})
        assert found["sum"].tolist() == (X * 4).tolist()
        assert found["kept"] == [1, "text", None]
        assert type(found["pair"]) is tuple
        assert found["pair"][1].item() == 7
    assert len(calls) == 1
    with pytest.raises(ValueError, match="unpack"):
        function((X, (X, None, None)), named={})


def test_results_are_the_callers_own(engine):
    function = functions.jit(lambda x: (ops.sum(x), x * 1))
    first = function(X)
    kept = [np.array(one) for one in first]
    function(X * 10)
    assert all(np.array_equal(one, was) for one, was in zip(first, kept, strict=True))
    total = functions.jit(ops.sum)
    assert [total(X * n).item() for n in (1, 2)] == [21, 42]
    one, two = total(X), total(X * 2)
    assert (one.item(), two.item()) == (21, 42)


def test_arrays_that_a_result_holds_may_be_written(engine):
    kept = np.arange(3)
    function = functions.jit(lambda x: (x + 1, [np.arange(3)], kept))
    for _ in range(3):
        _, (made,), given = function(X)
        assert made.tolist() == given.tolist() == [0, 1, 2]
        made[:] = given[:] = 7
    assert kept.tolist() == [0, 1, 2]


def test_weights_may_be_frozen_and_set_free(engine):
    def losses_of(jit):
        pronghorn.utils.set_random_seed(1)
        model = models.Sequential([pronghorn.Input((2,)), layers.Dense(3, "tanh"), layers.Dense(1)])
        optimizer = optimizers.SGD(0.1)
        optimizer.build(model.trainable_variables)

        @jit
        def step(x):
            with pronghorn.GradientTape() as tape:
                loss = ops.mean(ops.square(model(x) - 1))
            weights = model.trainable_variables
            optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
            return loss

        found = []
        for frozen in (False, True, True, False):
            model.layers[0].trainable = not frozen
            found += [step(X).item() for _ in range(2)]
        return found, step

    found, step = losses_of(functions.jit)
    assert found == pytest.approx(losses_of(lambda step: step)[0], rel=1e-5)
    assert step.experimental_get_tracing_count() == 3
    assert step.compile_log.compilations <= 2


def test_what_asks_for_no_flag_is_not_traced_again(engine):
    model = models.Sequential([pronghorn.Input((2,)), layers.Dense(3), layers.BatchNormalization()])
    forward, calls = counted(model)
    training, others = counted(lambda x: model(x, training=True))
    for trainable in (True, False, True):
        model.trainable = trainable
        model.set_weights([weight + 1 for weight in model.get_weights()])
        np.testing.assert_allclose(forward(X), model(X), rtol=1e-5)
        training(X)
    assert len(calls) == 1
    assert len(others) == 3


def test_what_tensors_carry_goes_in_and_out(engine):
    """Losses of a softmax are computed from its logits, whichever side of a call it is on."""
    model = models.Sequential([layers.Input((2,)), layers.Dense(2), layers.Activation("softmax")])
    model.set_weights([np.array([[50.0, -50.0], [50.0, -50.0]]), np.zeros(2)])
    loss = losses.SparseCategoricalCrossentropy()
    y = np.array([1, 1, 1])
    wanted = loss(y, model(X)).item()
    assert wanted == pytest.approx(700)
    assert loss(y, functions.jit(model)(X)).item() == pytest.approx(wanted)
    assert functions.jit(loss)(y, model(X)).item() == pytest.approx(wanted)
    embedded = layers.Embedding(3, 2, mask_zero=True)(np.array([[1, 0]]))
    found = functions.jit(lambda x: (x * 1, x))(embedded)
    assert found[1]._keras_mask.tolist() == [[True, False]]


def test_variables_are_state_of_the_program(engine):
    count, weight = pronghorn.Variable(0), pronghorn.Variable([1.0, 2.0])

    @functions.jit
    def step(x):
        count.assign_add(1)
        weight.assign(weight * x)
        return weight.value, count

    before = weight.value
    for n in range(1, 4):
        found, same = step(ops.array(2.0))
        assert same is count
        assert (int(count), found.tolist()) == (n, [2.0**n, 2.0 ** (n + 1)])
    assert before.tolist() == [1, 2]
    weight.assign([0.5, 0.5])  # what is assigned outside is seen inside
    assert step(ops.array(2.0))[0].tolist() == [1, 1]
    held = weight.value
    step(held)  # an argument that is the variable's own memory
    assert held.tolist() == [1, 1]


def test_variables_may_be_arguments(engine):
    function, calls = counted(lambda variable, x: variable.assign_add(x))
    a, b = pronghorn.Variable(1.0), pronghorn.Variable(10.0)
    for variable in (a, b, a):
        assert function(variable, ops.array(1.0)) is variable
    assert (float(a), float(b), len(calls)) == (3, 11, 2)


def test_draws_are_those_of_python(engine):
    def draws():
        seeds = random.SeedGenerator(3)
        return lambda x: x + random.uniform((2,), seed=seeds) + random.uniform((2,))

    found = []
    for wrap in (functions.jit, lambda function: function):
        random.set_random_seed(5)
        function = wrap(draws())
        rows = [function(ops.zeros(2)).tolist() for _ in range(2)]
        random.set_random_seed(5)  # the generator without a seed begins anew, the other goes on
        found.append([*rows, function(ops.zeros(2)).tolist()])
    assert found[0] == found[1]
    assert len({tuple(row) for row in found[0]}) == 3


def test_models_are_built_by_the_first_call(engine):
    class Maker:
        model = None

        @functions.jit
        def step(self, x):
            if self.model is None:
                self.model = models.Sequential([layers.Dense(2)])
                self.optimizer = optimizers.Adam(0.01)
            with pronghorn.GradientTape() as tape:
                loss = ops.mean(ops.square(self.model(x)))
            weights = self.model.trainable_weights
            self.optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
            return loss

    random.set_random_seed(1)
    maker = Maker()
    found = [float(maker.step(X)) for _ in range(4)]
    assert found == sorted(found, reverse=True)
    assert int(maker.optimizer.iterations) == 4
    assert len(maker.step.compile_log) == 1


class Scaled:
    def __init__(self, factor):
        self.factor = factor

    @functions.jit
    def times(self, x):
        """Times the factor."""
        return x * self.factor


def test_methods_belong_to_their_objects():
    two, three = Scaled(2), Scaled(3)
    assert [one.times(X)[0, 0].item() for one in (two, three, two)] == [2, 3, 2]
    assert Scaled.times.__doc__ == "Times the factor."
    assert Scaled.times(two, X)[0, 0].item() == 2
    count = len(Scaled.times._programs)
    gone = weakref.ref(two)
    del two
    gc.collect()
    assert gone() is None
    assert len(Scaled.times._programs) == count - 1
    assert len(Scaled.times._watched) == count - 1


def test_models_and_functions_are_freed():
    model = models.Sequential([layers.Input((2,)), layers.Dense(1)])
    weight = weakref.ref(model.weights[0])
    apply = functions.jit(lambda model, x: model(x))
    apply(model, X)
    own = functions.jit(lambda x: x + 1)
    own(X)
    program = weakref.ref(next(iter(own._programs.values())))
    del model, own
    gc.collect()
    assert weight() is None
    assert program() is None
    assert not apply._programs


def test_programs_are_not_piled_up(caplog):
    function = functions.jit(lambda x, n: x + n)
    for n in range(KEPT + 3):
        assert function(X, n)[0, 0].item() == 1 + n
    assert len(function._programs) == len(function._watched) == KEPT
    assert len(function.compile_log) == KEPT
    assert function.experimental_get_tracing_count() == KEPT + 3
    assert caplog.text.count("[G33]") == 1
    assert "the last of them 7" in caplog.text


def test_many_shapes_are_told_of_and_one_program_may_serve_them(caplog):
    def norms(x):
        return ops.sum(x, axis=1) / ops.shape(x)[0]

    function = functions.jit(norms)
    for n in range(1, 10):
        function(np.ones((n, 2), "float32"))
    assert caplog.text.count("[G35]") == 1
    for engine in ("numpy", "llvm"):
        pronghorn.config.settings.engine = engine
        function, calls = counted(norms, reduce_retracing=True)
        for n in (2, 5, 9, 1, 3):
            found = function(np.ones((n, 2), "float32"))
            assert found.tolist() == pytest.approx([2 / n] * n)
        assert len(calls) == 3  # the first, one with a size left open, and that of a single row


def test_one_symbol_for_axes_of_one_size(engine):
    function, calls = counted(lambda x, y: ops.mean(ops.abs(x - y)), reduce_retracing=True)
    for n in (4, 7, 3, 8):
        assert function(np.ones((n, 2), "float32"), np.zeros((n, 2), "float32")).item() == 1
    assert len(calls) == 2
    assert not next(reversed(function._programs.values()))._program.guards


def test_sizes_that_python_needs_are_not_left_open(engine):
    function, calls = counted(lambda x: x * float(x.shape[0]), reduce_retracing=True)
    for n in (2, 3, 4, 3):
        assert function(np.ones(n, "float32")).tolist() == [n] * n
    assert len({args[0].shape for args, _ in calls}) == 4  # one of them with an open size


@pytest.mark.parametrize("options", [{"reduce_retracing": True}, {"input_signature": [SPEC]}])
def test_sizes_that_are_returned_are_numbers(options):
    function = functions.jit(lambda x: (x * 2, x.shape, ops.shape(x)[0]), **options)
    for n in (3, 4, 5, 4):
        assert function(np.ones((n, 2), "float32"))[1:] == ((n, 2), n)


def test_an_input_signature_makes_arguments_fit(engine):
    function, calls = counted(lambda x: ops.sum(x, axis=1), input_signature=[SPEC])
    for rows in (X, X.tolist(), X[:2], X.astype("float64"), X[:1]):
        assert function(rows).tolist() == np.sum(rows, axis=1).tolist()
    assert len(calls) == 1
    for wrong in (X[:, :1], X[0], ops.array(X, "int32"), "text"):
        with pytest.raises(ArgumentError, match=r"\[G36\].*must fit input_signature"):
            function(wrong)
    with pytest.raises(ArgumentError, match="input_signature must be values with shape and dtype"):
        functions.jit(lambda x: x, input_signature=["float32"])
    pronghorn.config.settings.language = "zh"
    with pytest.raises(ArgumentError, match=r"参数必须符合 input_signature（float32\(None, 2\)）"):
        function(X[0])
    pronghorn.config.settings.language = "en"
    with pytest.raises(ArgumentError, match="G36"):
        functions.jit(lambda x, y=1: x, input_signature=[SPEC, SPEC])(X)


def test_an_input_signature_of_a_method():
    class Model:
        @functions.jit(input_signature=(SPEC,))
        def total(self, x):
            return ops.sum(x)

    assert Model().total(X).item() == 21
    assert Model().total(x=X).item() == 21


def test_a_function_within_another_is_part_of_it(engine):
    inner, calls = counted(lambda x: x * 2)
    outer = functions.jit(lambda x: inner(inner(x)))
    for _ in range(3):
        assert outer(X).tolist() == (X * 4).tolist()
    assert len(calls) == 2
    assert not inner.compile_log


def test_gradients_go_through_it():
    square = functions.jit(lambda x: ops.sum(x * x))
    square(X)
    x = pronghorn.Variable(X)
    with pronghorn.GradientTape() as tape:
        y = square(x)
    assert tape.gradient(y, x).tolist() == (2 * X).tolist()
    assert pronghorn.grad(square)(X).tolist() == (2 * X).tolist()
    compiled = functions.jit(pronghorn.grad(square))
    assert [compiled(X).tolist() for _ in range(2)] == [(2 * X).tolist()] * 2


def test_it_is_called_with_symbolic_tensors():
    double = functions.jit(lambda x: x * 2)
    inputs = layers.Input((2,))
    model = models.Model(inputs, double(inputs))
    assert model.predict(X, verbose=0).tolist() == (X * 2).tolist()


def test_a_layer_may_be_compiled_by_itself():
    class Double(layers.Layer):
        @functions.jit
        def call(self, x, training=False):
            return x * (2 if training else 1)

    layer = Double()
    assert [layer(X, training=training)[0, 0].item() for training in (True, False)] == [2, 1]


def test_arrays_outside_are_as_they_were_when_it_was_traced(engine):
    outside, other = np.ones(3, "float32"), np.ones(3, "float32")
    add = functions.jit(lambda x: x + outside)
    same = functions.jit(lambda x: x + other)
    assert add(ops.zeros(3)).tolist() == same(ops.zeros(3)).tolist() == [1, 1, 1]
    outside[:] = 5
    assert add(ops.zeros(3)).tolist() == same(ops.zeros(3)).tolist() == [1, 1, 1]


def test_settings_are_part_of_the_signature():
    mean = functions.jit(lambda x: ops.mean(x))
    assert mean(np.array([1, 2])).dtype == "float32"
    pronghorn.config.set_floatx("float64")
    assert mean(np.array([1, 2])).dtype == "float64"
    pronghorn.config.settings.engine = "numpy"
    mean(np.array([1, 2]))
    assert [record.engine for record in mean.compile_log] == ["llvm", "llvm", "numpy"]


def test_errors_are_those_of_python_and_leave_no_trace(engine):
    @functions.jit
    def picky(x):
        if x.shape[0] > 2:
            raise KeyError("too long")
        return x * 2

    with pytest.raises(KeyError, match="too long"):
        picky(X)
    assert picky(X[:2]).tolist() == (X[:2] * 2).tolist()
    assert len(picky._programs) == 1


def test_numbers_that_cannot_be_right_are_told_of_before_state_is_written(engine):
    seen = pronghorn.Variable(0.0)
    loss = losses.SparseCategoricalCrossentropy()

    @functions.jit
    def step(y, p):
        found = loss(y, p)
        seen.assign_add(1.0)
        return found

    p = np.full((2, 2), 0.5, "float32")
    step(np.array([0, 1]), p)
    with pytest.raises(DataError, match=r"\[E\d\d\]"):
        step(np.array([0, 7]), p)
    assert float(seen) == 1
    step(np.array([1, 1]), p)
    assert float(seen) == 2


def test_a_guard_inside_a_loop_is_heeded(engine):
    loss = losses.SparseCategoricalCrossentropy()
    p = np.full((1, 2), 0.5, "float32")
    seen = pronghorn.Variable(0)

    @functions.jit
    def summed(ys):
        found = ops.scan(lambda total, y: (total + loss(y, p), None), 0.0, ys)[0]
        seen.assign_add(1)
        return found

    assert summed(np.zeros((3, 1), "int32")).item() == pytest.approx(3 * np.log(2))
    with pytest.raises(DataError):
        summed(np.full((3, 1), 9, "int32"))
    assert int(seen) == 1


def test_a_loss_that_is_not_finite_is_told_as_in_python(engine, caplog):
    weight = pronghorn.Variable([1.0], name="w")

    @functions.jit
    def step(x):
        with pronghorn.GradientTape() as tape:
            loss = ops.sum(ops.log(weight * x))
        weight.assign_sub(tape.gradient(loss, weight) * 0)
        return loss

    assert np.isfinite(float(step(np.ones(1, "float32"))))
    assert not np.isfinite(float(step(np.zeros(1, "float32"))))
    assert caplog.text.count("[H42]") == 1


def test_threads_share_it():
    total = pronghorn.Variable(0.0)
    add = functions.jit(lambda x: (total.assign_add(x), x * 2)[1])
    wrong = []

    def work(n):
        found = [add(ops.array(float(n))).item() for _ in range(50)]
        wrong.extend(value for value in found if value != 2 * n)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong
    assert float(total) == 50 * (0 + 1 + 2 + 3)
    assert len(add.compile_log) == 1


def test_threads_with_arrays_of_other_shapes_lose_no_update():
    counts = pronghorn.Variable(np.zeros(10**5))

    @functions.jit
    def step(x):
        new = counts
        for _ in range(20):
            new = ops.sin(new) * 0 + new
        counts.assign(new + ops.mean(x))

    def work(size):
        for _ in range(20):
            step(np.ones(size, "float32"))

    threads = [threading.Thread(target=work, args=(size,)) for size in (2, 3, 4, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (counts.numpy() == 80).all()


@functions.jit
def doubled(x):
    return x * 2


def test_functions_of_a_module_go_to_other_processes():
    assert pickle.loads(pickle.dumps(doubled)) is doubled
    assert pickle.loads(pickle.dumps(Scaled.times)) is Scaled.times
    other = pickle.loads(pickle.dumps(functions.jit(np.negative, reduce_retracing=True)))
    assert other(X).tolist() == (-X).tolist()


def test_functions_of_a_script_go_to_the_workers_of_joblib():
    cloudpickle = pytest.importorskip("cloudpickle")
    script = {"__name__": "__main__", "jit": functions.jit}
    exec("@jit\ndef halved(x):\n    return x / 2\n", script)
    sent = pickle.loads(cloudpickle.dumps(script["halved"]))
    assert sent is not script["halved"]
    assert sent(X).tolist() == (X / 2).tolist()


def test_arrays_of_the_other_order_of_bytes(engine):
    twice, calls = counted(lambda x: x * 2)
    assert twice(np.array([1, 2], ">i4")).tolist() == [2, 4]
    assert twice(np.array([3, 4], "i4")).tolist() == [6, 8]
    assert len(calls) == 1


def test_copies_are_functions_of_their_own():
    function = functions.jit(np.negative)
    other = copy.deepcopy(function)
    assert other(X).tolist() == (-X).tolist()
    assert other.python_function is np.negative
    assert repr(other) == "<compiled function negative>"
    assert not function.compile_log


def test_everything_may_be_run_in_python():
    function, calls = counted(lambda x: x * 2)
    functions.run_eagerly(True)
    try:
        function(X)
        function(X)
    finally:
        functions.run_eagerly(False)
    assert len(calls) == 2
    assert not function.compile_log
