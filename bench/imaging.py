"""Workloads on images: networks beside other libraries', and single convolutions."""

from bench.process import counted, python
from bench.workload import Peer, Workload, times_as_fast

ROWS = {"convnet": 2560, "resnet20": 640}
TITLES = {
    "convnet": "W3: the simple convnet, batch 128",
    "resnet20": "ResNet-20 on 32 x 32 pictures, batch 64",
}
# Multiplications and additions of a step's convolutions and products: all three of every layer,
# but for the gradient of the pictures themselves.
OPERATIONS = {"convnet": 2 * 128 * 7_128_192, "resnet20": 2 * 64 * 121_997_184}
KERAS = {"tensorflow": "Keras on TensorFlow", "jax": "Keras on JAX"}


def network_rows(name, threads):
    def summary(measured):
        peak = threads * measured.get("pronghorn", {}).get("peak", 0.0)
        rows = {}
        for peer, row in measured.items():
            rate = OPERATIONS[name] / row["step_s"] / 1e9
            rows[peer] = {"ms a step": row["step_s"] * 1e3, "GFLOP/s": rate}
            if peak:
                rows[peer]["% of FMA peak"] = 100 * rate / peak
            rows[peer]["ms of the first fit"] = row["first_fit_s"] * 1e3
        return rows

    return summary


def speed_verdicts(rows):
    return times_as_fast(rows, "ms a step")


def network(name, threads, setting):
    """One network in every library that is there."""
    amounts = (name, ROWS[name], 1 if setting.quick else 3)
    environment, title = counted(threads)
    programs = [("pronghorn", "pronghorn", "images_keras", ["pronghorn"], {})]
    programs += [
        ("keras", label, "images_keras", ["keras"], {"KERAS_BACKEND": backend})
        for backend, label in KERAS.items()
    ]
    programs.append(("jax", "JAX, a jitted step", "images_jax", [], {}))
    programs += [
        ("torch", f"PyTorch, channels {layout}", "images_torch", [layout], {})
        for layout in ("first", "last")
    ]
    peers = []
    for module, label, program, first, given in programs:
        if module in setting.homes and not (setting.quick and module == "keras"):
            command = python(setting.homes[module], program, *first, threads, *amounts)
            folder = {"PRONGHORN_CACHE": str(setting.folder / f"{name}-{threads}")}
            settings = {**environment, **given, **(folder if module == "pronghorn" else {})}
            peers.append(Peer(label, command, settings, cores=threads))
    title = f"{TITLES[name]}, {title}"
    return Workload(title, peers, network_rows(name, threads), verdicts=speed_verdicts)


def convolution_rows(measured):
    own, other = measured.get("pronghorn", {}), measured.get("PyTorch, channels last", {})
    rows = {}
    for name, seconds in own.items():
        rows[name] = {"ms": seconds * 1e3}
        if name in other:
            rows[name]["PyTorch, times as long"] = other[name] / seconds
    return rows


def convolution_bounds(rows):
    column = "PyTorch, times as long"
    ratios = sorted(row[column] for row in rows.values() if column in row)
    if not ratios:
        return []
    middle = ratios[len(ratios) // 2]
    return [f"PyTorch takes {ratios[0]:.2f} x as long at least, {middle:.2f} x in the middle."]


def convolutions(threads, setting):
    environment, title = counted(threads)
    peers = []
    for module, label in (("pronghorn", "pronghorn"), ("torch", "PyTorch, channels last")):
        if module in setting.homes:
            command = python(setting.homes[module], "convolutions", module, threads, 9)
            peers.append(Peer(label, command, environment, cores=threads))
    title = f"Single convolutions, {title}"
    return Workload(title, peers, convolution_rows, reference="", verdicts=convolution_bounds)
