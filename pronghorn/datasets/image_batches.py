"""The batches of an `ImageDataGenerator`: of arrays, or of files read when they are asked for."""

import itertools
import os

import numpy as np

from pronghorn.data import PyDataset
from pronghorn.datasets.pictures import array_to_img, img_to_array, load_img

__all__ = ["FileBatches", "ImageBatches"]


class ImageBatches(PyDataset):
    """Changed pictures: batch n is `batches[n]`, and `next(batches)` goes on without an end.

    Args:
        generator: the `ImageDataGenerator`.
        saving: (folder or None, prefix, format) of the pictures that are written.

    Attributes:
        n, samples: how many pictures there are.
    """

    keeps_order = True
    gives_input = False  # whether y is x

    def __init__(self, generator, x, y, weights, batch_size, shuffle, seed, saving):
        super().__init__()
        self.image_data_generator = generator
        self.x, self.y, self.weights = x, y, weights
        self.n = self.samples = len(x)
        self.batch_size, self.shuffle, self.seed = int(batch_size), shuffle, seed
        self.save_to_dir, self.save_prefix, self.save_format = saving
        self._draw = generator.generator(seed)
        self.index_array = np.arange(self.n)
        self.reset()

    def __len__(self):
        return -(-self.n // self.batch_size)

    def __getitem__(self, index):
        if not 0 <= index < len(self):
            raise IndexError(index)
        rows = self.index_array[index * self.batch_size :][: self.batch_size]
        draw = np.random.RandomState([self._epoch_seed, index])
        x = np.stack([self._picture(row, draw) for row in rows])
        if self.save_to_dir is not None:
            self._save(x, rows)
        y = x.copy() if self.gives_input else None if self.y is None else self.y[rows]
        if y is None:
            return x
        return (x, y) if self.weights is None else (x, y, self.weights[rows])

    def _picture(self, row, draw):
        return self.image_data_generator.made(self.x[row], draw)

    def _save(self, x, rows):
        scale = self.image_data_generator.rescale is not None
        for row, picture in zip(rows, x, strict=True):
            shown = array_to_img(picture, self.image_data_generator.data_format, scale=scale)
            name = f"{self.save_prefix}_{row}_{self._draw.randint(10**7)}.{self.save_format}"
            shown.save(os.path.join(self.save_to_dir, name))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._going_on)

    def next(self):
        """The next batch; the first follows the last."""
        return next(self._going_on)

    def _batches(self):
        for index in itertools.count():
            if index and index % len(self) == 0:
                self.on_epoch_end()
            yield self[index % len(self)]

    def reset(self):
        """Begins with the first batch again."""
        self._going_on = self._batches()
        self.on_epoch_end()

    def on_epoch_end(self):
        """Another order, and other changes."""
        self._epoch_seed = self._draw.randint(1 << 31)
        if self.shuffle:
            self.index_array = self._draw.permutation(self.n)


class FileBatches(ImageBatches):
    """Pictures of files.

    Args:
        read: (colour mode, (height, width), interpolation).
        names: of the classes, in the order of their numbers.
        gives_input: whether y is the pictures themselves.

    Attributes:
        class_indices: numbers of the classes by name.
        classes: the class number of every picture.
        filenames, filepaths: of the pictures in the order of `classes`.
    """

    def __init__(
        self,
        generator,
        paths,
        filenames,
        names,
        classes,
        labels,
        weights,
        gives_input,
        batch_size,
        shuffle,
        seed,
        saving,
        read,
    ):
        self.filepaths, self.filenames = paths, filenames
        self.class_indices = {name: number for number, name in enumerate(names)}
        self.classes, self.num_classes = classes, len(names)
        self.gives_input = gives_input
        self.color_mode, self.target_size, self.interpolation = read
        self.labels = labels
        channels = {"grayscale": 1, "rgb": 3, "rgba": 4}[self.color_mode]
        first = generator.data_format == "channels_first"
        self.image_shape = (channels, *self.target_size) if first else (*self.target_size, channels)
        super().__init__(generator, paths, labels, weights, batch_size, shuffle, seed, saving)

    def _picture(self, row, draw):
        found = load_img(self.x[row], self.color_mode, self.target_size, self.interpolation)
        generator = self.image_data_generator
        return generator.made(img_to_array(found, generator.data_format), draw)
