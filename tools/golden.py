"""Write tests/keras/golden/*.json: what real Keras answers to the calls in tests/keras/cases.

Run as `python tools/golden.py [GROUP ...]` where `keras` and `jax` are installed.
"""

import importlib
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BACKENDS = {
    # Symbolic dtypes need no arithmetic; the JAX backend would warn about every 64-bit one.
    "promotion": "numpy",
    "activations": "jax",
    "losses": "jax",
    "metrics": "jax",
    "initializers": "jax",
    "optimizers": "jax",
    "layers": "jax",
    "training": "jax",
    "precision": "jax",
    "functional": "jax",
    "wiring": "jax",
    "recurrent": "jax",
    "control": "jax",
    "images": "jax",
    "image_layers": "jax",
    "augmentation": "jax",
    "boxes": "jax",
    "steps": "tensorflow",  # whose tape the public tutorials use
    "text": "jax",
    "arrays": "jax",
    "operations": "jax",
    "surface": "jax",
    "windows": "jax",
    "unusual": "jax",
}


def write(group):
    """Run one group's cases on Keras in this process and write its file."""
    import keras

    from tests.keras.cases import record

    cases = importlib.import_module(f"tests.keras.cases.{group}").CASES
    lines = []
    for name, case in cases.items():
        keras.backend.clear_session()  # automatic names start again at each case
        lines.append(f"{json.dumps(name)}: {json.dumps(record.encode(case(keras)))}")
    made_by = json.dumps(f"python tools/golden.py {group}")
    head = f'"made by": {made_by}, "keras": "{keras.__version__}", "backend": "{BACKENDS[group]}"'
    body = ",\n".join(lines)
    path = ROOT / f"tests/keras/golden/{group}.json"
    path.write_text(f'{{{head}, "cases": {{\n{body}\n}}}}\n')
    sys.stdout.write(f"{path.relative_to(ROOT)}: {len(lines)} cases, {path.stat().st_size} bytes\n")


def main(groups):
    for group in groups or BACKENDS:
        # Keras reads its backend once per process.
        environment = {**os.environ, "KERAS_BACKEND": BACKENDS[group]}
        command = [sys.executable, __file__, "--one", group]
        subprocess.run(command, check=True, env=environment)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        write(sys.argv[2])
    else:
        main(sys.argv[1:])
