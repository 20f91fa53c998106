"""Workloads on images: networks beside other libraries', and single convolutions."""

from bench.process import python

ROWS = {"convnet": 2560, "resnet20": 640}
TITLES = {
    "convnet": "W3: the simple convnet, batch 128",
    "resnet20": "ResNet-20 on 32 x 32 pictures, batch 64",
}
LABELS = {"tensorflow": "Keras on TensorFlow", "jax": "Keras on JAX"}


def network_rows(measured):
    return {
        name: {"ms a step": row["step_s"] * 1e3, "ms of the first fit": row["first_fit_s"] * 1e3}
        for name, row in measured.items()
    }


def speed_bounds(rows):
    """Sentences that hold the slowest and fastest peer's step against pronghorn's."""
    column, lines = "ms a step", []
    for threads in (1, 2):
        own = rows.get(f"pronghorn, {threads} thread", {}).get(column)
        others = {
            name: row[column]
            for name, row in rows.items()
            if name.endswith(f", {threads} thread") and not name.startswith("pronghorn")
        }
        if own and others:
            best = min(others, key=others.get)
            lines.append(f"{best} takes {others[best] / own:.2f} x the time of pronghorn.")
    return lines


def network(name, peer, workload, setting):
    """One network in every library that is there, with one thread and with two."""
    rows, repeats = ROWS[name], 1 if setting.quick else 3
    peers = []
    for threads in (1,) if setting.quick else (1, 2):
        amounts = (threads, rows, repeats)
        suffix = f", {threads} thread"
        if "pronghorn" in setting.homes:
            command = python(
                setting.homes["pronghorn"], "images_keras", "pronghorn", name, *amounts
            )
            folder = setting.folder / f"{name}-{threads}"
            peers.append(peer(f"pronghorn{suffix}", command, {"PRONGHORN_CACHE": str(folder)}))
        for backend, label in LABELS.items():
            if "keras" in setting.homes and not setting.quick:
                command = python(setting.homes["keras"], "images_keras", "keras", name, *amounts)
                peers.append(peer(f"{label}{suffix}", command, {"KERAS_BACKEND": backend}))
        for layout in ("first", "last"):
            if "torch" in setting.homes:
                command = python(setting.homes["torch"], "images_torch", name, layout, *amounts)
                peers.append(peer(f"PyTorch, channels {layout}{suffix}", command))
    return workload(
        TITLES[name], peers, network_rows, reference="pronghorn, 1 thread", verdicts=speed_bounds
    )


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


def convolutions(peer, workload, setting):
    peers = []
    for module, label in (("pronghorn", "pronghorn"), ("torch", "PyTorch, channels last")):
        if module in setting.homes:
            command = python(setting.homes[module], "convolutions", module, 1, 9)
            peers.append(peer(label, command))
    title = "Single convolutions, one thread"
    return workload(title, peers, convolution_rows, reference="", verdicts=convolution_bounds)
