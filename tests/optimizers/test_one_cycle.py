"""A learning rate that rises and falls once."""

import numpy as np
import pytest

from pronghorn.errors import ArgumentError
from pronghorn.optimizers import schedules


def test_one_cycle():
    cycle = schedules.OneCycle(1.0, 10, warmup=0.5, div=10, final_div=100)
    found = [float(cycle(step)) for step in (0, 2.5, 5, 7.5, 10, 99)]
    np.testing.assert_allclose(found, [0.1, 0.55, 1.0, 0.5005, 0.001, 0.001], rtol=1e-5)
    again = schedules.deserialize(schedules.serialize(cycle))
    assert again.get_config() == cycle.get_config()
    with pytest.raises(ArgumentError, match="warmup"):
        schedules.OneCycle(1.0, 10, warmup=1.0)
