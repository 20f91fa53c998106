"""What CIFAR-10 and CIFAR-100 have in common: batches of 32 by 32 pixels in three colours."""

from pathlib import Path

import numpy as np

from pronghorn.config import image_data_format
from pronghorn.datasets.files import get_file
from pronghorn.datasets.pickles import load_pickle

__all__ = ["batches"]


def batches(name, digest, folder, files, labels):
    """Images and labels of some files of an archive, in the format of the configuration.

    Args:
        name, digest: of the archive.
        folder: inside the archive.
        files: for training, and for testing, names of files.
        labels: what they call the labels.
    """
    origin = f"https://www.cs.toronto.edu/~kriz/{name}"
    kept = f"{folder}-target"
    root = Path(get_file(kept, origin, extract=True, file_hash=digest)) / folder
    return tuple(_joined([load_pickle(root / file) for file in part], labels) for part in files)


def _joined(parts, labels):
    images = np.concatenate([part[b"data"] for part in parts]).reshape(-1, 3, 32, 32)
    if image_data_format() == "channels_last":
        images = np.ascontiguousarray(images.transpose(0, 2, 3, 1))
    found = np.concatenate([part[labels.encode()] for part in parts])
    return images, found.astype("uint8").reshape(-1, 1)
