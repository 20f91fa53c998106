"""The configuration of losses and metrics that are made of a function."""

from pronghorn.saving.registry import deserialize_keras_object

__all__ = ["FunctionWrapper"]


class FunctionWrapper:
    """Mixed into a class whose objects call `fn` with `settings`; subclasses know their `fn`."""

    def get_config(self):
        config = super().get_config()
        if FunctionWrapper in type(self).__bases__:
            config["fn"] = self.fn
        return {**config, **self.settings}

    @classmethod
    def from_config(cls, config):
        if "fn" in config:
            config = {**config, "fn": deserialize_keras_object(config["fn"])}
        return cls(**config)
