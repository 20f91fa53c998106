"""What every optimizer shares: rates, bounds, decay, averages, state, old spellings."""

import logging

import numpy as np
import pytest

from pronghorn import ops, optimizers
from pronghorn.errors import StateError, UnknownNameError, UserError
from pronghorn.optimizers import schedules
from pronghorn.optimizers.clipping import global_norm
from pronghorn.variables import Variable
from tests.laws import traced


def variable(value, name="w"):
    return Variable(np.array(value, "float32"), name=name)


def stepped(optimizer, start, *gradients):
    w = variable(start)
    for gradient in gradients:
        optimizer.apply([np.array(gradient, "float32")], [w])
    return w.numpy()


class TestRate:
    def test_a_number_becomes_a_variable_that_may_be_set(self):
        optimizer = optimizers.SGD(1)
        assert isinstance(optimizer.learning_rate, Variable)
        optimizer.learning_rate = 0.25
        assert float(optimizer.learning_rate) == 0.25
        for wrong in ("fast", None, [1.0, 2.0], -0.5, np.float32(-1), float("nan")):
            with pytest.raises(UserError, match=r"\[M16\] SGD: learning_rate"):
                optimizer.learning_rate = wrong
        assert float(optimizer.learning_rate) == 0.25
        optimizer.learning_rate.assign(0.5)
        assert optimizer.get_config()["learning_rate"] == 0.5
        np.testing.assert_array_equal(stepped(optimizer, [1.0], [1.0]), [0.5])

    def test_a_schedule_sees_the_step_also_when_traced(self):
        optimizer = optimizers.SGD(schedules.PiecewiseConstantDecay([1], [1.0, 0.5]))
        assert len(optimizer.variables) == 1
        w = variable([10.0])
        optimizer.build([w])
        for _ in range(4):
            traced.run(lambda g: optimizer.apply([g], [w]), np.ones(1, "float32"), symbolic=False)
        assert w.numpy() == pytest.approx(10 - 1 - 1 - 0.5 - 0.5)
        with pytest.raises(StateError):
            optimizer.learning_rate = 0.1
        copy = optimizers.SGD.from_config(optimizer.get_config())
        assert copy._learning_rate.values == [1.0, 0.5]

    def test_a_function_is_asked_at_each_step(self):
        rates = iter([1.0, 0.5])
        optimizer = optimizers.SGD(lambda: next(rates))
        np.testing.assert_array_equal(stepped(optimizer, [4.0], [1.0], [1.0]), [2.5])

    def test_a_schedule_may_take_the_place_of_a_number(self):
        optimizer = optimizers.SGD(0.1)
        optimizer.learning_rate = schedules.ExponentialDecay(1.0, 1, 0.5)
        assert [v.name for v in optimizer.variables] == ["iteration"]
        np.testing.assert_array_equal(stepped(optimizer, [4.0], [1.0], [1.0]), [2.5])

    @pytest.mark.parametrize("rate", ["fast", None, [1, 2]])
    def test_what_is_no_rate_is_refused(self, rate):
        with pytest.raises(UserError, match="learning_rate"):
            optimizers.SGD(rate)


class TestBounds:
    def test_of_elements(self):
        found = stepped(optimizers.SGD(1.0, clipvalue=0.5), [0.0, 0.0], [3.0, -0.25])
        np.testing.assert_array_equal(found, [-0.5, 0.25])

    def test_of_each_norm(self):
        found = stepped(optimizers.SGD(1.0, clipnorm=1.0), [0.0, 0.0], [3.0, -4.0])
        np.testing.assert_allclose(found, [-0.6, 0.8], rtol=1e-6)
        found = stepped(optimizers.SGD(1.0, clipnorm=10.0), [0.0, 0.0], [0.1, 0.3])
        np.testing.assert_array_equal(found, -np.array([0.1, 0.3], "float32"))
        assert stepped(optimizers.SGD(1.0, clipnorm=1.0), [1.0], [0.0]) == 1.0

    def test_of_the_norm_of_all(self):
        a, b = variable([0.0], "a"), variable([0.0], "b")
        optimizers.SGD(1.0, global_clipnorm=1.0).apply([[3.0], [4.0]], [a, b])
        np.testing.assert_allclose([a.numpy()[0], b.numpy()[0]], [-0.6, -0.8], rtol=1e-6)
        optimizers.SGD(1.0, global_clipnorm=1.0).apply([[np.inf], [4.0]], [a, b])
        assert np.isnan(b.numpy()[0])
        assert float(global_norm([[[3.0]], [4.0]])) == 5.0

    def test_at_most_one(self):
        with pytest.raises(UserError, match="clipvalue"):
            optimizers.SGD(clipnorm=1.0, clipvalue=1.0)


class TestWeightDecay:
    def test_shrinks_before_the_step(self):
        found = stepped(optimizers.SGD(0.5, weight_decay=0.1), [2.0], [1.0])
        assert found == pytest.approx(2.0 - 2.0 * 0.1 * 0.5 - 0.5)

    def test_leaves_exceptions_alone(self):
        kernel, bias = variable([2.0], "kernel"), variable([2.0], "bias")
        optimizer = optimizers.AdamW(0.1, weight_decay=0.5)
        optimizer.exclude_from_weight_decay(var_names=["bias"])
        optimizer.apply([[0.0], [0.0]], [kernel, bias])
        assert kernel.numpy() == pytest.approx(2.0 * 0.95)
        assert bias.numpy() == 2.0
        with pytest.raises(StateError):
            optimizer.exclude_from_weight_decay(var_list=[kernel])
        with pytest.raises(UserError, match="weight_decay"):
            optimizers.AdamW(weight_decay=None)


class TestAverages:
    def test_start_from_the_first_weights_and_replace_them_at_the_end(self):
        optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5)
        w = variable([0.0])
        for _ in range(3):
            optimizer.apply([[-1.0]], [w])
        assert w.numpy() == 3.0
        optimizer.finalize_variable_values([w])
        assert w.numpy() == pytest.approx((1 * 0.5 + 2 * 0.5) * 0.5 + 3 * 0.5)

    def test_replace_the_weights_now_and_then(self):
        optimizer = optimizers.SGD(1.0, use_ema=True, ema_momentum=0.5, ema_overwrite_frequency=2)
        w = variable([0.0])
        seen = []
        for _ in range(3):
            optimizer.apply([[-1.0]], [w])
            seen.append(float(w.numpy()[0]))
        assert seen == [1.0, 1.5, 2.5]

    @pytest.mark.parametrize(
        "settings",
        [
            {"ema_momentum": 1.5},
            {"ema_overwrite_frequency": 0},
            {"clipnorm": -1.0},
            {"learning_rate": -1},
            {"learning_rate": float("nan")},
        ],
    )
    def test_impossible_settings_are_refused(self, settings):
        with pytest.raises(UserError, match=next(iter(settings))):
            optimizers.SGD(use_ema=True, **settings)
        with pytest.raises(UserError, match="learning_rate"):
            optimizers.SGD(lr=-1)


@pytest.mark.parametrize("traced_steps", [False, True])
@pytest.mark.parametrize("name", ["SGD", "Adam", "Nadam"])
def test_accumulated_gradients_make_one_step_of_their_mean(name, traced_steps):
    cls = getattr(optimizers, name)
    optimizer, plain = cls(0.1, gradient_accumulation_steps=2), cls(0.1)
    w, other = variable([1.0, 2.0]), variable([1.0, 2.0])
    gradients = np.random.default_rng(0).normal(size=(6, 2)).astype("float32")
    optimizer.build([w])
    for n, gradient in enumerate(gradients):
        before = w.numpy()
        if traced_steps:
            traced.run(lambda g: optimizer.apply([g], [w]), gradient, symbolic=False)
        else:
            optimizer.apply([gradient], [w])
        if n % 2 == 0:
            np.testing.assert_array_equal(w.numpy(), before)
        else:
            plain.apply([(gradients[n - 1] + gradient) / 2], [other])
            np.testing.assert_allclose(w.numpy(), other.numpy(), rtol=1e-6)
    assert int(optimizer.iterations) == 3
    with pytest.raises(UserError):
        cls(gradient_accumulation_steps=1)


class TestApply:
    def test_variables_without_a_gradient_stay(self):
        a, b = variable([1.0], "a"), variable([1.0], "b")
        optimizer = optimizers.Adam(0.1)
        optimizer.apply_gradients([([1.0], a), (None, b)])
        assert b.numpy() == 1.0
        assert a.numpy() != 1.0
        with pytest.raises(StateError, match="no variable has a gradient"):
            optimizer.apply([None, None], [a, b])

    def test_variables_of_another_model_are_refused(self):
        optimizer = optimizers.SGD()
        optimizer.build([variable([1.0])])
        with pytest.raises(StateError, match="other variables"):
            optimizer.apply([[1.0]], [variable([1.0])])

    def test_built_variables_need_not_be_named_again(self):
        optimizer = optimizers.SGD(1.0)
        with pytest.raises(UserError):
            optimizer.apply([[1.0]])
        w = variable([1.0])
        optimizer.build([w])
        optimizer.apply([[1.0]])
        assert w.numpy() == 0.0
        with pytest.raises(UserError, match="1 gradients"):
            optimizer.apply([[1.0], [1.0]])

    def test_constraints_come_after_the_step(self):
        w = variable([1.0])
        w.constraint = lambda value: ops.maximum(value, 0.25)
        optimizers.SGD(1.0).apply([[5.0]], [w])
        assert w.numpy() == 0.25

    def test_the_scale_of_the_loss_is_taken_out(self):
        optimizer = optimizers.SGD(1.0, loss_scale_factor=4.0)
        assert float(optimizer.scale_loss(ops.convert_to_tensor(2.0))) == 8.0
        np.testing.assert_array_equal(stepped(optimizer, [1.0], [4.0]), [0.0])


class TestState:
    def test_goes_into_a_mapping_and_back(self):
        optimizer = optimizers.Adam(0.1)
        w = variable([1.0])
        optimizer.apply([[1.0]], [w])
        store = {}
        optimizer.save_own_variables(store)
        assert list(store) == ["0", "1", "2", "3"]
        other = optimizers.Adam()
        other.build([w])
        other.load_own_variables(store)
        for mine, theirs in zip(optimizer.get_weights(), other.get_weights(), strict=True):
            np.testing.assert_array_equal(mine, theirs)
        with pytest.raises(UserError):
            other.set_weights([1.0])

    def test_slots_are_named_after_the_variable(self):
        w = variable([1.0])
        w.path = "sequential/dense/kernel"
        optimizer = optimizers.SGD(momentum=0.9, name="mine")
        optimizer.build([w])
        assert optimizer.variables[2].path == "mine/sequential_dense_kernel_momentum"

    def test_all_slots_of_keras(self):
        optimizer = optimizers.RMSprop(momentum=0.9, centered=True, use_ema=True)
        optimizer.build([variable([1.0], "a"), variable([1.0], "b")])
        assert [v.name for v in optimizer.variables[2:]] == [
            "a_average",
            "b_average",
            "a_velocity",
            "b_velocity",
            "a_momentum",
            "b_momentum",
            "a_average_gradient",
            "b_average_gradient",
        ]


class TestOldSpellings:
    def test_lr_and_decay_keep_their_meaning(self, caplog):
        optimizer = optimizers.SGD(lr=1.0, decay=1.0)
        np.testing.assert_allclose(
            stepped(optimizer, [0.0], [1.0], [1.0], [1.0]), [-(1 + 1 / 2 + 1 / 3)], rtol=1e-6
        )
        optimizer.lr = 0.5
        assert float(optimizer.lr) == 0.5
        said = [record.getMessage() for record in caplog.records if record.name == "pronghorn"]
        assert [text[:5] for text in said] == ["[N01]", "[N06]"]
        copy = optimizers.SGD.from_config(optimizer.get_config())
        assert (copy.decay, copy.get_config()["learning_rate"]) == (1.0, 0.5)

    def test_no_note_without_need(self, caplog):
        caplog.set_level(logging.INFO)
        optimizers.Adam(decay=0.0, jit_compile=True)
        assert not caplog.records

    def test_epsilon_may_be_none(self):
        assert optimizers.Adam(epsilon=None).epsilon == 1e-7

    def test_an_unknown_argument_is_told(self):
        with pytest.raises(UserError, match=r"no argument 'momentum'.*beta_1"):
            optimizers.Adam(momentum=0.9)


class TestNames:
    @pytest.mark.parametrize("name", ["rmsprop", "RMSprop", "RMSPROP"])
    def test_in_any_case(self, name):
        assert isinstance(optimizers.get(name), optimizers.RMSprop)

    def test_objects_classes_and_configurations(self):
        optimizer = optimizers.Adam()
        assert optimizers.get(optimizer) is optimizer
        assert isinstance(optimizers.get(optimizers.Adam), optimizers.Adam)
        record = {"class_name": "adam", "config": {"beta_1": 0.5}}
        assert optimizers.get(record).beta_1 == 0.5
        assert optimizers.get(None) is None

    def test_an_unknown_name_suggests_the_nearest(self):
        with pytest.raises(UnknownNameError, match="did you mean 'adam'"):
            optimizers.get("adamm")
        with pytest.raises(UserError):
            optimizers.get(3)

    def test_automatic_names_are_those_of_keras(self):
        assert optimizers.RMSprop().name.startswith("rm_sprop")
        assert optimizers.AdamW().name.startswith("adam_w")


def test_an_optimizer_of_ones_own():
    class Signs(optimizers.Optimizer):
        def build(self, variables):
            super().build(variables)
            self.sums = self.add_optimizer_variables(variables, "sum")

        def update_step(self, gradient, variable, learning_rate):
            total = self.sums[self._get_variable_index(variable)]
            self.assign_add(total, gradient)
            self.assign_sub(variable, learning_rate * ops.sign(total))

    found = stepped(Signs(learning_rate=0.5), [0.0], [1.0], [-3.0])
    np.testing.assert_array_equal(found, [0.0])
    with pytest.raises(UserError, match="update_step"):
        optimizers.Optimizer(0.1).apply([[1.0]], [variable([1.0])])


@pytest.mark.parametrize(
    ("cls", "settings"),
    [
        ("SGD", {"momentum": 2}),
        ("Lion", {"beta_1": 0}),
        ("Ftrl", {"learning_rate_power": 1.0}),
        ("Ftrl", {"l1_regularization_strength": -1.0}),
    ],
)
def test_impossible_numbers_are_refused(cls, settings):
    with pytest.raises(UserError, match=next(iter(settings))):
        getattr(optimizers, cls)(**settings)


def test_half_floats_move_in_their_own_dtype():
    w = Variable(np.array([1.0], "float16"), name="w", dtype="float16")
    for cls in (optimizers.SGD, optimizers.RMSprop, optimizers.Adam):
        cls(0.1).apply([np.array([1.0], "float16")], [w])
        assert w.dtype == "float16"
