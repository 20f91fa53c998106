"""Results as JSON: encode, decode, and compare within a tolerance."""

import json
import math

import numpy as np


def encode(value):
    """Plain JSON data; an array becomes its dtype, shape and data, float32 in shortest digits."""
    if isinstance(value, dict):
        return {str(key): encode(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float | np.generic) and np.ndim(value) == 0:
        return scalar(value)
    array = np.asarray(value)
    data = [scalar(item) for item in array.ravel()]
    return {"dtype": str(array.dtype), "shape": list(array.shape), "data": data}


def scalar(value):
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    return float(str(np.float32(value))) if isinstance(value, np.float32) else float(value)


def decode(value):
    """The inverse of `encode`."""
    if isinstance(value, dict):
        if value.keys() == {"dtype", "shape", "data"}:
            return np.array(value["data"], value["dtype"]).reshape(value["shape"])
        return {key: decode(item) for key, item in value.items()}
    return [decode(item) for item in value] if isinstance(value, list) else value


def differences(want, got, relative, absolute, path="result"):
    """A line for each place where two decoded results differ by more than the tolerance."""
    if isinstance(want, dict) and isinstance(got, dict):
        if list(want) != list(got):
            return [f"{path}: keys {list(want)} became {list(got)}"]
        pairs = [(key, want[key], got[key]) for key in want]
    elif isinstance(want, list) and isinstance(got, list) and len(want) == len(got):
        pairs = [(index, *pair) for index, pair in enumerate(zip(want, got, strict=True))]
    else:
        return difference(want, got, relative, absolute, path)
    lines = [differences(a, b, relative, absolute, f"{path}[{key!r}]") for key, a, b in pairs]
    return [line for group in lines for line in group]


def difference(want, got, relative, absolute, path):
    if isinstance(want, np.ndarray) and isinstance(got, np.ndarray):
        if (want.shape, want.dtype) != (got.shape, got.dtype):
            return [f"{path}: {want.dtype}{want.shape} became {got.dtype}{got.shape}"]
        if np.allclose(got, want, rtol=relative, atol=absolute, equal_nan=True):
            return []
        return [f"{path}:\n  want {want.ravel()}\n  got  {got.ravel()}"]
    if isinstance(want, float) and isinstance(got, float):
        if want == got or (math.isnan(want) and math.isnan(got)):
            return []
        return (
            []
            if abs(want - got) <= absolute + relative * abs(want)
            else [f"{path}: want {want!r}, got {got!r}"]
        )
    return (
        [] if type(want) is type(got) and want == got else [f"{path}: want {want!r}, got {got!r}"]
    )


def read(path):
    return {name: decode(item) for name, item in json.loads(path.read_text())["cases"].items()}
