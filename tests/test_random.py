"""Random draws: seeds, moments, bounds, and the same bits eager and traced."""

import math
import random as python_random

import numpy as np
import pytest

from pronghorn import config, ops, random
from pronghorn.errors import ArgumentError
from pronghorn.ir.sizes import symbol
from pronghorn.ir.types import ArrayType
from pronghorn.prims.evaluate import evaluate
from pronghorn.random import SeedGenerator
from pronghorn.trace import tracer

DRAWS = {
    "uniform": lambda shape, seed: random.uniform(shape, -1.0, 3.0, seed=seed),
    "normal": lambda shape, seed: random.normal(shape, 1.0, 2.0, seed=seed),
    "truncated_normal": lambda shape, seed: random.truncated_normal(shape, seed=seed),
    "randint": lambda shape, seed: random.randint(shape, -3, 7, seed=seed),
    "dropout": lambda shape, seed: random.dropout(ops.ones(shape), 0.3, seed=seed),
    "gamma": lambda shape, seed: random.gamma(shape, 2.5, seed=seed),
    "small gamma": lambda shape, seed: random.gamma(shape, 0.3, seed=seed),
    "beta": lambda shape, seed: random.beta(shape, 2.0, 3.0, seed=seed),
    "binomial": lambda shape, seed: random.binomial(shape, 9, 0.3, seed=seed),
}
# Mean and deviation of each.
MOMENTS = {
    "uniform": (1.0, 4 / np.sqrt(12)),
    "normal": (1.0, 2.0),
    "truncated_normal": (0.0, 0.8796256610342398),
    "randint": (1.5, np.sqrt(99 / 12)),
    "dropout": (1.0, np.sqrt(0.3 / 0.7)),
    "gamma": (2.5, np.sqrt(2.5)),
    "small gamma": (0.3, np.sqrt(0.3)),
    "beta": (0.4, 0.2),
    "binomial": (2.7, np.sqrt(1.89)),
}


@pytest.mark.parametrize("name", DRAWS)
def test_moments(name):
    values = DRAWS[name]((400, 500), 1).numpy().astype("float64")
    mean, deviation = MOMENTS[name]
    assert abs(values.mean() - mean) < 5 * deviation / np.sqrt(values.size)
    assert abs(values.std() / deviation - 1) < 0.01


@pytest.mark.parametrize("name", DRAWS)
def test_an_integer_repeats_and_a_generator_moves_on(name):
    draw = DRAWS[name]
    np.testing.assert_array_equal(draw((5, 7), 3).numpy(), draw((5, 7), 3).numpy())
    assert (draw((5, 7), 3).numpy() != draw((5, 7), 4).numpy()).any()
    seeds = SeedGenerator(3)
    first, second = draw((5, 7), seeds).numpy(), draw((5, 7), seeds).numpy()
    assert (first != second).any()
    np.testing.assert_array_equal(first, draw((5, 7), 3).numpy())
    assert seeds.state.numpy().tolist() == [3, 2]


@pytest.mark.parametrize("name", DRAWS)
def test_a_program_draws_the_same_bits_for_any_number_of_rows(name):
    seeds = SeedGenerator(9)
    type = ArrayType((symbol("rows"), 7), "float32")
    program = tracer.trace(lambda x: [DRAWS[name](x.shape, seeds)], [type])
    for rows in (0, 1, 5):
        x = np.zeros((rows, 7), "float32")
        drawn, state = evaluate(program.graph, [x, np.array([9, 0], "uint32")], {"rows": rows})
        np.testing.assert_array_equal(drawn, DRAWS[name]((rows, 7), 9).numpy())
        assert state.tolist() == [9, 1]


def test_elements_are_not_alike():
    values = random.uniform((200, 300), seed=0).numpy()
    assert len(np.unique(values)) > 59_800  # 24 bits: about 107 pairs are expected to meet
    correlation = np.corrcoef(values[:-1].ravel(), values[1:].ravel())[0, 1]
    assert abs(correlation) < 0.02


def test_tails_of_the_normal_distribution():
    z = np.abs(random.normal((1000, 1000), seed=2).numpy())
    assert np.isfinite(z).all()
    for bound, share in ((1, 0.3173), (2, 0.0455), (3, 0.0027), (4, 6.33e-5)):
        assert abs((z > bound).mean() - share) < 5 * np.sqrt(share / z.size)


def test_float64_draws_agree_with_float32_and_are_finer():
    config.set_floatx("float64")
    fine = random.normal((1000,), seed=2).numpy()
    assert fine.dtype == np.float64
    assert len(np.unique(fine)) == 1000
    assert len(np.unique(np.float32(fine) - fine)) > 900
    inverse = ops.erfinv(ops.convert_to_tensor(np.linspace(-0.9999, 0.9999, 99)))
    back = ops.erf(inverse).numpy()
    np.testing.assert_allclose(back, np.linspace(-0.9999, 0.9999, 99), rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("draw", [random.uniform, random.normal, random.truncated_normal])
def test_float64_draws_are_narrowed_where_floatx_is(draw):
    found = draw((1000,), dtype="float64", seed=2).numpy()
    assert found.dtype == np.float64
    assert (found == np.float32(found)).all()


def test_truncated_normal_stays_within_two_deviations():
    values = random.truncated_normal((10_000,), 1.0, 0.5, seed=1).numpy()
    assert abs(values - 1).max() <= 1.0 + 1e-6


def test_randint_covers_its_range_and_no_more():
    assert set(random.randint((1000,), 2, 5, seed=1).numpy().tolist()) == {2, 3, 4}
    assert random.uniform((3,), 0, 5, dtype="int32").dtype == "int32"
    with pytest.raises(ArgumentError, match="M16"):
        random.randint((2,), 5, 5)


def test_masks_of_dropout_are_independent():
    """Of places near each other in one draw, of draws one after the other, and of four in a row."""
    seeds, share = SeedGenerator(0), 0.2
    kept = np.stack([random.dropout(ops.ones((128, 64)), share, seed=seeds) for _ in range(100)])
    kept = (kept > 0).reshape(100, -1)
    variance = share * (1 - share)
    deviations = (kept - (1 - share)) / np.sqrt(variance)
    for lag in (1, 2, 8, 16, 64, 4096):
        products = deviations[:, lag:] * deviations[:, :-lag]
        assert abs(products.mean()) < 5 / np.sqrt(products.size), lag
    draws = np.corrcoef(deviations)[np.triu_indices(100, 1)] * np.sqrt(kept.shape[1])
    assert abs(draws).max() < 5
    assert abs(draws.std() - 1) < 0.05
    for axis in (0, 1):  # as often as chance has it, no more and no less
        sums = deviations.sum(axis) / np.sqrt(kept.shape[axis])
        assert abs(sums.std() - 1) < 5 / np.sqrt(2 * sums.size)
    fours = kept.reshape(-1, 4) @ np.array([1, 2, 4, 8])
    ones = np.array([bin(n).count("1") for n in range(16)])
    expected = len(fours) * (1 - share) ** ones * share ** (4 - ones)
    chi = ((np.bincount(fours, minlength=16) - expected) ** 2 / expected).sum()
    assert chi < 37.7  # one time in a thousand it is more, of 15 degrees


def test_dropout_of_whole_rows():
    kept = random.dropout(ops.ones((50, 4)), 0.5, noise_shape=(None, 1), seed=1).numpy()
    assert (kept == kept[:, :1]).all()
    assert random.dropout(ops.ones((3,)), 1.0, seed=1).numpy().tolist() == [0, 0, 0]
    assert random.dropout(ops.ones((3,)), 0.0, seed=1).numpy().tolist() == [1, 1, 1]


def test_categorical_follows_the_probabilities():
    logits = np.log(np.array([[0.2, 0.5, 0.3]], "float32"))
    drawn = random.categorical(logits, 50_000, seed=1)
    assert drawn.shape == (1, 50_000)
    counts = np.bincount(drawn.numpy()[0], minlength=3) / 50_000
    np.testing.assert_allclose(counts, [0.2, 0.5, 0.3], atol=0.01)


def test_distributions_are_those_of_their_formulas():
    """The share of draws below each of many bounds, next to the distribution function."""
    size = 100_000
    drawn = {
        "gamma": random.gamma((size,), 2.0, seed=1).numpy(),
        "beta": random.beta((size,), 2.0, 1.0, seed=2).numpy(),
        "binomial": random.binomial((size,), 6, 0.35, seed=3).numpy(),
    }
    of_six = np.cumsum([math.comb(6, k) * 0.35**k * 0.65 ** (6 - k) for k in range(7)])
    below = {
        "gamma": lambda x: 1 - (1 + x) * np.exp(-x),
        "beta": lambda x: min(x, 1) ** 2,
        "binomial": lambda x: of_six[min(int(x), 6)],
    }
    for name, bounds in (
        ("gamma", np.linspace(0.1, 6, 30)),
        ("beta", np.linspace(0.05, 1, 20)),
        ("binomial", range(7)),
    ):
        for bound in bounds:
            chance = below[name](bound)
            found = (drawn[name] <= bound).mean()
            assert abs(found - chance) < 5 * np.sqrt(chance * (1 - chance) / size) + 1e-6


def test_parameters_may_differ_from_place_to_place():
    means = random.gamma((20_000, 3), [0.5, 2.0, 8.0], seed=1).numpy().mean(0)
    np.testing.assert_allclose(means, [0.5, 2.0, 8.0], rtol=0.03)
    many = random.binomial((4, 2), [0, 1000], [0.5, 0.25], seed=1).numpy()
    assert many[:, 0].tolist() == [0, 0, 0, 0]
    assert ((many[:, 1] > 180) & (many[:, 1] < 320)).all()
    assert random.binomial((3,), 7, 0.0, seed=1).numpy().tolist() == [0, 0, 0]


def test_shuffle_keeps_every_slice():
    x = np.arange(12, dtype="int32").reshape(3, 4)
    y = random.shuffle(x, axis=1, seed=1).numpy()
    assert (y != x).any()
    np.testing.assert_array_equal(np.sort(y, 1), x)
    assert (y[0] + 4 == y[1]).all()


def test_set_random_seed_fixes_everything():
    def draws():
        random.set_random_seed(7)
        parts = [random.uniform(()).numpy(), np.random.rand(), python_random.random()]
        return [float(part) for part in [*parts, SeedGenerator().seed]]

    before = random._session.seed, random._session.generator
    try:
        assert draws() == draws()
    finally:
        random._session.seed, random._session.generator = before


def test_numpys_seed_alone_fixes_what_is_seeded_by_default(monkeypatch):
    monkeypatch.setattr(random._session, "seed", None)  # as in a process that never set one
    seeds = []
    for _ in range(2):
        np.random.seed(5)
        random.reset_generator()
        seeds.append((random.make_default_seed(), SeedGenerator().seed, float(random.normal(()))))
    assert seeds[0] == seeds[1]


def test_seeds_that_are_no_whole_numbers_are_refused():
    for seed in (1.5, "1", True):
        with pytest.raises(ArgumentError, match="M16"):
            SeedGenerator(seed)
    with pytest.raises(ArgumentError, match="M15"):
        SeedGenerator(1, sed=2)


def test_draws_by_proposals_are_short_programs():
    for draw in (random.gamma, random.beta, random.binomial):
        arguments = [5, 0.5] if draw is random.binomial else [2.0] * (2 - (draw is random.gamma))
        program = tracer.trace(lambda d=draw, a=arguments: [d((3,), *a, seed=1)], [])
        assert len(program.graph.nodes) < 120
