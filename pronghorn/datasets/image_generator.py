"""`ImageDataGenerator` of Keras 1 and 2: batches of pictures, each changed at random."""

import os

import numpy as np

from pronghorn import arguments as checks
from pronghorn.data.labels import to_categorical
from pronghorn.datasets.folders import class_folders, files_under
from pronghorn.datasets.image_batches import FileBatches, ImageBatches
from pronghorn.datasets.pictures import MODES, SUFFIXES
from pronghorn.datasets.resampling import resampled
from pronghorn.errors import DataError, FileError, ShapeError, wrong_argument

__all__ = ["ImageDataGenerator"]

FILL_MODES = ("nearest", "constant", "reflect", "wrap")
CLASS_MODES = ("categorical", "binary", "sparse", "input", None)
# Added to spreads, so that equal pixels are not divided by zero.
LEAST = 1e-6


class ImageDataGenerator:
    """Pictures turned, moved, sheared, zoomed, flipped and brightened by chance, batch by batch.

    Today the same is written as layers of the model, such as `RandomRotation`; it then runs in
    compiled code. This class draws as Keras 2 did, from NumPy's generator unless a seed is given,
    and resamples bilinearly.

    Args:
        featurewise_center, featurewise_std_normalization, zca_whitening, zca_epsilon: each pixel
            or channel is brought to the mean and spread that `fit` found.
        samplewise_center, samplewise_std_normalization: the same with each picture's own.
        rotation_range: degrees to either side.
        width_shift_range, height_shift_range: a share of the size below 1, pixels above, or a
            list of shifts to choose from.
        brightness_range: (least, greatest) factor.
        shear_range: degrees to either side.
        zoom_range: (least, greatest) factor, or f for (1 - f, 1 + f).
        channel_shift_range: what is added to each picture at most.
        fill_mode, cval: what stands outside: "nearest", "reflect", "wrap", or "constant" cval.
        horizontal_flip, vertical_flip: whether half of the pictures are flipped.
        rescale: a factor for every pixel, applied last.
        preprocessing_function: from a picture to a picture, applied before `rescale`.
        validation_split: the share that `subset="validation"` takes.

    Example:
        >>> import numpy as np
        >>> from pronghorn.preprocessing.image import ImageDataGenerator
        >>> pictures = ImageDataGenerator(rescale=1 / 255, horizontal_flip=True)
        >>> x, y = next(pictures.flow(np.full((8, 4, 4, 1), 255), np.arange(8), batch_size=2))
        >>> x.shape, x.max()
        ((2, 4, 4, 1), np.float32(1.0))
    """

    def __init__(
        self,
        featurewise_center=False,
        samplewise_center=False,
        featurewise_std_normalization=False,
        samplewise_std_normalization=False,
        zca_whitening=False,
        zca_epsilon=1e-6,
        rotation_range=0,
        width_shift_range=0.0,
        height_shift_range=0.0,
        brightness_range=None,
        shear_range=0.0,
        zoom_range=0.0,
        channel_shift_range=0.0,
        fill_mode="nearest",
        cval=0.0,
        horizontal_flip=False,
        vertical_flip=False,
        rescale=None,
        preprocessing_function=None,
        data_format=None,
        validation_split=0.0,
        interpolation_order=1,
        dtype="float32",
    ):
        owner = "ImageDataGenerator"
        self.featurewise_center = featurewise_center or zca_whitening
        self.featurewise_std_normalization = featurewise_std_normalization
        self.samplewise_center = samplewise_center
        self.samplewise_std_normalization = samplewise_std_normalization
        self.zca_whitening = zca_whitening
        self.zca_epsilon = zca_epsilon
        self.rotation_range = rotation_range
        self.width_shift_range = width_shift_range
        self.height_shift_range = height_shift_range
        self.brightness_range = _range(owner, "brightness_range", brightness_range)
        self.shear_range = shear_range
        if np.isscalar(zoom_range):
            zoom_range = (1 - zoom_range, 1 + zoom_range)
        self.zoom_range = _range(owner, "zoom_range", zoom_range)
        self.channel_shift_range = channel_shift_range
        self.fill_mode = checks.choice(owner, "fill_mode", fill_mode, FILL_MODES)
        self.cval = cval
        self.horizontal_flip = horizontal_flip
        self.vertical_flip = vertical_flip
        self.rescale = rescale
        self.preprocessing_function = preprocessing_function
        self.data_format = checks.data_format(owner, data_format)
        self.validation_split = checks.share(owner, "validation_split", validation_split or 0.0)
        self.interpolation_order = checks.choice(
            owner, "interpolation_order", interpolation_order, (0, 1)
        )
        self.dtype = dtype
        self.mean = self.std = self.principal_components = None

    def flow(
        self,
        x,
        y=None,
        batch_size=32,
        shuffle=True,
        sample_weight=None,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        subset=None,
    ):
        """Batches `(x, y)` of pictures in memory, without an end; x alone if y is None.

        Args:
            save_to_dir: a folder into which every picture is written, to look at.
            subset: "training" or "validation", as shared out by `validation_split`.
        """
        x = np.asarray(x)
        if x.ndim != 4:
            want = "rows of pictures, (rows, height, width, channels)"
            raise ShapeError("S03", op="flow", want=want, got=f"shape {x.shape}")
        extra = [None if given is None else np.asarray(given) for given in (y, sample_weight)]
        for name, given in zip(("y", "sample_weight"), extra, strict=True):
            if given is not None and len(given) != len(x):
                raise DataError(
                    "E12", first="x", first_rows=len(x), second=name, second_rows=len(given)
                )
        rows = self._part(np.arange(len(x)), subset)
        y, weight = (None if given is None else given[rows] for given in extra)
        saving = (save_to_dir, save_prefix, save_format)
        return ImageBatches(self, x[rows], y, weight, batch_size, shuffle, seed, saving)

    def flow_from_directory(
        self,
        directory,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        follow_links=False,
        subset=None,
        interpolation="nearest",
    ):
        """Batches of the pictures in the folders of a folder, one for each class.

        Args:
            target_size: (height, width) that pictures are resized to.
            color_mode: "rgb", "rgba" or "grayscale".
            classes: names of folders in the order in which they are numbered.
            class_mode: labels as "categorical" rows, "binary" or "sparse" numbers, "input" for
                the pictures themselves, or None for none.
        """
        checks.choice("flow_from_directory", "class_mode", class_mode, CLASS_MODES)
        directory = os.fspath(directory)
        there = class_folders(directory)
        names = list(classes) if classes else there
        paths, numbers = [], []
        for number, name in enumerate(names):
            found = files_under(os.path.join(directory, name), SUFFIXES, follow_links)
            found = list(self._part(np.array(found, object), subset))
            paths += found
            numbers += [number] * len(found)
        if not paths:
            raise FileError("F32", directory=directory, known=" ".join(SUFFIXES))
        print(f"Found {len(paths)} images belonging to {len(names)} classes.")
        saving = (save_to_dir, save_prefix, save_format)
        read = self._reading("flow_from_directory", target_size, color_mode, interpolation)
        filenames = [os.path.relpath(path, directory) for path in paths]
        numbers = np.array(numbers, "int32")
        labels = _labels(numbers, len(names), class_mode)
        same = class_mode == "input"
        how = batch_size, shuffle, seed, saving, read
        return FileBatches(self, paths, filenames, names, numbers, labels, None, same, *how)

    def flow_from_dataframe(
        self,
        dataframe,
        directory=None,
        x_col="filename",
        y_col="class",
        weight_col=None,
        target_size=(256, 256),
        color_mode="rgb",
        classes=None,
        class_mode="categorical",
        batch_size=32,
        shuffle=True,
        seed=None,
        save_to_dir=None,
        save_prefix="",
        save_format="png",
        subset=None,
        interpolation="nearest",
        validate_filenames=True,
    ):
        """Batches of the pictures whose files a table names.

        Args:
            dataframe: has a column `x_col` of file names and a column `y_col` of labels.
            directory: where the files are; None if the table has whole paths.
            weight_col: a column of sample weights.
            class_mode: as for a folder, or "raw" for the numbers of `y_col`, a name or a list.
            validate_filenames: whether rows without a file are left out.
        """
        known = (*CLASS_MODES, "raw", "other")
        checks.choice("flow_from_dataframe", "class_mode", class_mode, known)
        given = np.asarray(dataframe[x_col]).tolist()
        paths = [os.path.join(directory or "", str(name)) for name in given]
        rows = np.arange(len(paths))
        if validate_filenames:
            rows = rows[[os.path.isfile(path) for path in paths]]
        rows = self._part(rows, subset)
        if not len(rows):
            raise FileError("F32", directory=directory or x_col, known=" ".join(SUFFIXES))
        names, numbers, labels = [], None, None
        if class_mode in ("raw", "other"):
            labels = np.asarray(dataframe[y_col])[rows]
        elif class_mode in ("categorical", "binary", "sparse"):
            words = [str(label) for label in np.asarray(dataframe[y_col])[rows]]
            names = list(classes) if classes else sorted(set(words))
            numbers = np.array([names.index(word) for word in words], "int32")
            labels = _labels(numbers, len(names), class_mode)
        told = f" belonging to {len(names)} classes" if names else ""
        print(f"Found {len(rows)} validated image filenames{told}.")  # as Keras does
        saving = (save_to_dir, save_prefix, save_format)
        read = self._reading("flow_from_dataframe", target_size, color_mode, interpolation)
        kept, filenames = [paths[row] for row in rows], [str(given[row]) for row in rows]
        weights = None if weight_col is None else np.asarray(dataframe[weight_col])[rows]
        same = class_mode == "input"
        how = batch_size, shuffle, seed, saving, read
        return FileBatches(self, kept, filenames, names, numbers, labels, weights, same, *how)

    def fit(self, x, augment=False, rounds=1, seed=None):
        """Finds the mean, spread and principal components of pictures of the kind of x."""
        x = np.asarray(x, self.dtype)
        if augment:
            draw = self.generator(seed)
            x = np.stack([self._changed(one, draw) for _ in range(rounds) for one in x])
        axes = (0, 2, 3) if self.data_format == "channels_first" else (0, 1, 2)
        if self.featurewise_center:
            self.mean = x.mean(axes, keepdims=True)[0]
            x = x - self.mean
        if self.featurewise_std_normalization:
            self.std = x.std(axes, keepdims=True)[0]
            x = x / (self.std + LEAST)
        if self.zca_whitening:
            flat = x.reshape(len(x), -1)
            _, spreads, directions = np.linalg.svd(flat, full_matrices=False)
            scale = 1 / np.sqrt(spreads**2 / len(x) + self.zca_epsilon)
            self.principal_components = (directions.T * scale) @ directions

    def standardize(self, x):
        """A picture as the model gets it: prepared, rescaled, centred."""
        x = np.array(x, self.dtype)
        if self.preprocessing_function is not None:
            x = self.preprocessing_function(x)
        x = x * self.rescale if self.rescale is not None else x
        if self.samplewise_center:
            x = x - x.mean(keepdims=True)
        if self.samplewise_std_normalization:
            x = x / (x.std(keepdims=True) + LEAST)
        for wanted, found in (
            (self.featurewise_center, self.mean),
            (self.featurewise_std_normalization, self.std),
            (self.zca_whitening, self.principal_components),
        ):
            if wanted and found is None:
                raise DataError("E55")
        x = x - self.mean if self.featurewise_center else x
        x = x / (self.std + LEAST) if self.featurewise_std_normalization else x
        if self.zca_whitening:
            x = (x.reshape(1, -1) @ self.principal_components).reshape(x.shape)
        return x

    def generator(self, seed=None):
        """Random draws from a seed, or from NumPy's own generator."""
        return np.random.RandomState(np.random.randint(1 << 31) if seed is None else seed)

    def get_random_transform(self, img_shape, seed=None):
        """What is drawn for one picture of this shape, as a dict for `apply_transform`."""
        return self._drawn(img_shape, self.generator(seed))

    def _drawn(self, shape, draw):
        height, width = shape[1:] if self.data_format == "channels_first" else shape[:2]
        found = {
            "theta": draw.uniform(-self.rotation_range, self.rotation_range),
            "tx": _shift(draw, self.height_shift_range, height),
            "ty": _shift(draw, self.width_shift_range, width),
            "shear": draw.uniform(-self.shear_range, self.shear_range),
        }
        found["zx"], found["zy"] = draw.uniform(*self.zoom_range, 2)
        found["flip_horizontal"] = bool(draw.random_sample() < 0.5) and self.horizontal_flip
        found["flip_vertical"] = bool(draw.random_sample() < 0.5) and self.vertical_flip
        if self.channel_shift_range:
            shift = self.channel_shift_range
            found["channel_shift_intensity"] = draw.uniform(-shift, shift)
        if self.brightness_range is not None:
            found["brightness"] = draw.uniform(*self.brightness_range)
        return found

    def apply_transform(self, x, transform_parameters):
        """A picture changed as a dict says; what is not in it stays as it is."""
        given = transform_parameters
        first = self.data_format == "channels_first"
        x = np.asarray(x, self.dtype)
        x = x.transpose(1, 2, 0) if first else x
        matrix = _matrix(*x.shape[:2], given)
        if not np.allclose(matrix, np.eye(3)):
            x = resampled(x, matrix, self.interpolation_order, self.fill_mode, self.cval)
        if "channel_shift_intensity" in given:
            x = np.clip(x + given["channel_shift_intensity"], x.min(), x.max())
        x = x[:, ::-1] if given.get("flip_horizontal") else x
        x = x[::-1] if given.get("flip_vertical") else x
        if "brightness" in given:
            x = np.clip(x * given["brightness"], 0, 255)
        return x.transpose(2, 0, 1) if first else x

    def random_transform(self, x, seed=None):
        """A picture changed at random."""
        return self._changed(x, self.generator(seed))

    def _changed(self, x, draw):
        return self.apply_transform(x, self._drawn(x.shape, draw))

    def made(self, x, draw):
        """A picture changed by these draws and made ready for the model."""
        return self.standardize(self._changed(x, draw))

    def _part(self, rows, subset):
        """The rows of a subset: validation takes the first of them."""
        if subset is None:
            return rows
        kinds = ("training", "validation", None)
        checks.choice("ImageDataGenerator", "subset", subset, kinds)
        begin = int(len(rows) * self.validation_split)
        return rows[:begin] if subset == "validation" else rows[begin:]

    def _reading(self, owner, target_size, color_mode, interpolation):
        """Arguments for reading pictures."""
        mode = checks.choice(owner, "color_mode", color_mode, tuple(MODES))
        return mode, checks.sizes(owner, "target_size", target_size, 2), interpolation


def _range(owner, argument, value):
    if value is None:
        return None
    if np.shape(value) != (2,):
        raise wrong_argument(owner, argument, "two numbers", value, (0.8, 1.2))
    return tuple(value)


def _shift(draw, given, size):
    """Pixels to move a picture by."""
    if np.ndim(given):
        return float(draw.choice(given) * draw.choice([-1, 1]))
    return draw.uniform(-given, given) * (size if given < 1 else 1)


def _matrix(height, width, given):
    """Where an output pixel (row, column, 1) is read: turned, moved, sheared and zoomed about
    the middle.
    """
    turn, shear = np.deg2rad(given.get("theta", 0)), np.deg2rad(given.get("shear", 0))
    cos, sin = np.cos(turn), np.sin(turn)
    matrix = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])
    matrix = matrix @ [[1, 0, given.get("tx", 0)], [0, 1, given.get("ty", 0)], [0, 0, 1]]
    matrix = matrix @ [[1, -np.sin(shear), 0], [0, np.cos(shear), 0], [0, 0, 1]]
    matrix = matrix @ np.diag([given.get("zx", 1), given.get("zy", 1), 1])
    row, column = (height - 1) / 2, (width - 1) / 2
    there = np.array([[1, 0, row], [0, 1, column], [0, 0, 1]])
    return there @ matrix @ [[1, 0, -row], [0, 1, -column], [0, 0, 1]]


def _labels(numbers, count, class_mode):
    if class_mode in (None, "input"):
        return None
    if class_mode == "categorical":
        return to_categorical(numbers, count).astype("float32")
    return numbers.astype("float32")
