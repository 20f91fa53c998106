"""Dtype promotion: `result_type` over all pairs, and the dtypes that typical operations return."""

DTYPES = (
    "bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 bfloat16 float16 float32 float64"
).split()
SCALARS = {"python bool": True, "python int": 1, "python float": 1.0}
COLUMNS = [*DTYPES, *SCALARS]
BINARY = (
    "add subtract multiply true_divide floor_divide mod power maximum equal matmul arctan2"
).split()
UNARY = (
    "abs negative square sqrt rsqrt exp expm1 log log1p tanh sigmoid relu softmax sin floor round "
    "sign isnan logical_not sum prod mean var std max argmax cumsum logsumexp"
).split()


def kind(name):
    return type(SCALARS[name]) if name in SCALARS else name


def operand(keras, name):
    return SCALARS[name] if name in SCALARS else keras.KerasTensor((2, 2), dtype=name)


def dtype_of(function, *arguments):
    """The dtype of a symbolic result, or None where the operation refuses its operands."""
    try:
        return function(*arguments).dtype
    except (TypeError, ValueError, IndexError):
        return None


def result_type(keras):
    return {
        left: [keras.backend.result_type(kind(left), kind(right)) for right in COLUMNS]
        for left in COLUMNS
    }


def binary(name):
    def rows(keras):
        function = getattr(keras.ops, name)
        return {
            left: [dtype_of(function, operand(keras, left), operand(keras, b)) for b in COLUMNS]
            for left in DTYPES
        }

    return rows


def unary(name):
    def row(keras):
        function = getattr(keras.ops, name)
        return [dtype_of(function, operand(keras, dtype)) for dtype in DTYPES]

    return row


def converted(keras):
    """The dtype a Python scalar gets when it becomes a tensor on its own."""
    tensors = {name: keras.ops.convert_to_tensor(value) for name, value in SCALARS.items()}
    return {name: keras.backend.standardize_dtype(x.dtype) for name, x in tensors.items()}


CASES = {
    "columns": lambda keras: COLUMNS,
    "result_type": result_type,
    "converted": converted,
    **{f"binary {name}": binary(name) for name in BINARY},
    **{f"unary {name}": unary(name) for name in UNARY},
}
