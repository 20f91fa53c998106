"""The methods of metrics that take their state and return it, instead of keeping it."""

from pronghorn import stateless

__all__ = ["Stateless"]


class Stateless:
    """For what has `variables`, `update_state`, `result` and `reset_state`.

    Example:
        >>> from pronghorn import metrics
        >>> mean = metrics.Mean()
        >>> state = mean.stateless_update_state(mean.stateless_reset_state(), [2.0, 4.0])
        >>> float(mean.stateless_result(state)), float(mean.result())
        (3.0, 0.0)
    """

    def stateless_update_state(self, metric_variables, *args, **kwargs):
        """The state after a batch.

        Args:
            metric_variables: the state before it, a value for each of `variables`.
            *args, **kwargs: what `update_state` takes.

        Raises:
            ArgumentError: for a state of another number of values.
        """
        return self._applied(lambda: self.update_state(*args, **kwargs), metric_variables)[1]

    def stateless_result(self, metric_variables):
        """The figure that a state stands for."""
        return self._applied(self.result, metric_variables)[0]

    def stateless_reset_state(self):
        """The state in which nothing was gathered yet."""
        return self._applied(self.reset_state, [v.value for v in self.variables])[1]

    def _applied(self, function, values):
        state = ("metric_variables", self.variables, values)
        result, (after,) = stateless.applied(function, self.name, state)
        return result, after
