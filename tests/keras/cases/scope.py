"""What of Keras' surface pronghorn leaves out, and therefore no golden file records."""

# Quantized and low-rank training of Dense.
ABSENT = {"lora_rank", "lora_alpha", "quantization_config"}
# `jit_compile` in a saved model says which back end saved it.
UNRECORDED = ABSENT | {"jit_compile"}


def present(config):
    """A configuration without the parts that are left out."""
    if isinstance(config, dict):
        kept = config.keys() - UNRECORDED
        return {key: present(value) for key, value in config.items() if key in kept}
    return [present(item) for item in config] if isinstance(config, list) else config
