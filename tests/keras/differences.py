"""Where this library gives another answer than Keras on purpose, by group, call and path.

A row that no longer differs fails its test, so that the list stays true.
"""

INTEGERS = range(9)  # bool and the integer dtypes, as the golden file orders them

STATED = {
    # Keras' symbolic rule keeps integers that its own computation turns into floats.
    ("promotion", "unary rsqrt"): [f"result[{n}]" for n in INTEGERS],
    ("promotion", "unary sigmoid"): [f"result[{n}]" for n in INTEGERS],
    ("promotion", "unary softmax"): [f"result[{n}]" for n in INTEGERS],
    # The logarithm of a sum keeps the dtype of its operand; Keras widens halves, narrows doubles.
    ("promotion", "unary logsumexp"): ["result[9]", "result[10]", "result[12]"],
    # Subtracting truth values is refused, as NumPy does.
    ("promotion", "binary subtract"): ["result['bool'][0]", "result['bool'][13]"],
    # A Python number does not widen a half float, here as in every other operation.
    ("promotion", "binary arctan2"): [
        f"result['{half}'][{n}]" for half in ("bfloat16", "float16") for n in (13, 14, 15)
    ],
    # Keras leaves the product of Nadam's shares without a name.
    ("optimizers", "Nadam {'beta_2': 0.9}"): ["result['slots'][6][0]"],
    # Keras subtracts 0.999 from 1 in float32, and loses the last three of its digits.
    ("optimizers", "Nadam {}"): [
        "result['slots'][3][2]",
        "result['slots'][5][2]",
        "result['slots'][6][0]",  # and the name, as below
    ],
    ("optimizers", "ScheduleFreeAdamW {}"): [f"result['slots'][{n}][2]" for n in (3, 5)],
    ("optimizers", "ScheduleFreeAdamW {'warmup_steps': 4, 'learning_rate': 0.1}"): [
        f"result['slots'][{n}][2]" for n in (3, 5)
    ],
    # On JAX Keras loses the mask on its way to the metrics; on PyTorch it gives these numbers.
    ("training", "masked"): [
        f"result['history']['{name}'][{epoch}]"
        for name in ("accuracy", "mae", "mse")
        for epoch in range(3)
    ],
    # Keras forgets the axis.
    ("metrics", "CosineSimilarity config"): ["result"],
    # Keras writes the shapes that some layers without weights were built for; none are needed.
    ("text", "json of mixed layers"): [f"result['config']['layers'][{n}]" for n in (1, 2)],
    # Keras shows (*args, **kwargs) because it defines `__new__`.
    ("surface", "signature Sequential"): ["result"],
    # Keras' SimpleRNN takes an activity_regularizer and forgets it.
    ("recurrent", "SimpleRNN config of options"): ["result[0]", "result[1]"],
    # The states of stacked cells have the structure that Keras gives, not the one it promises.
    ("recurrent", "stacked cells"): [f"result['output shape'][{n}]" for n in (2, 3)],
}
