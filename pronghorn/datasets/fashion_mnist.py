"""Clothes: 70 000 grey images of 28 by 28 pixels (Xiao, Rasul and Vollgraf 2017).

Debian and Ubuntu have the files as a package: `apt install dataset-fashion-mnist`.
"""

import gzip
import hashlib
from pathlib import Path

import numpy as np

from pronghorn.datasets.files import cache_folder, get_file
from pronghorn.errors import FileError

__all__ = ["load_data"]

ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/"
SYSTEM = Path("/usr/share/datasets/fashion-mnist")
# Of what is inside: the same files were packed more than once.
HASHES = dict(
    line.split()
    for line in """
    t10k-images-idx3-ubyte.gz 5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b
    t10k-labels-idx1-ubyte.gz 0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34
    train-images-idx3-ubyte.gz c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888
    train-labels-idx1-ubyte.gz bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9
    """.strip().splitlines()
)


def load_data():
    """The clothes and their labels.

    Returns:
        `(x_train, y_train), (x_test, y_test)`: images (60000, 28, 28) and (10000, 28, 28), uint8
        from 0 to 255, and labels: T-shirt, trouser, pullover, dress, coat, sandal, shirt, sneaker,
        bag, ankle boot.
    """
    return tuple(
        (
            _content(f"{part}-images-idx3-ubyte.gz", 16).reshape(-1, 28, 28),
            _content(f"{part}-labels-idx1-ubyte.gz", 8),
        )
        for part in ("train", "t10k")
    )


def _content(name, offset):
    """The bytes behind the header of a file, from the cache, the system or the network."""
    cached = cache_folder() / "datasets" / "fashion-mnist" / name
    path = SYSTEM / name if not cached.exists() and (SYSTEM / name).exists() else cached
    if not path.exists():
        get_file(name, ORIGIN + name, cache_subdir="datasets/fashion-mnist")
    try:
        content = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise FileError("F10", path=path, reason=error) from None
    got = hashlib.sha256(content).hexdigest()
    if got != HASHES[name]:
        facts = {"algorithm": "sha256", "want": HASHES[name], "got": got, "origin": ORIGIN + name}
        raise FileError("F31", path=path, **facts)
    return np.frombuffer(content, np.uint8, offset=offset)
