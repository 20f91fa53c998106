"""Images bent as if they were of rubber, after Simard et al. 2003, doi:10.1109/ICDAR.2003.1227801.

Each pixel is read beside its place, at a distance that is normal noise, blurred so that neighbours
move together.
"""

from pronghorn import arguments as checks
from pronghorn import ops, random
from pronghorn.errors import ArgumentError
from pronghorn.layers.augmentation.base import RandomImages, span
from pronghorn.layers.augmentation.rows import Rows
from pronghorn.ops import image
from pronghorn.ops.image.layout import known_height_and_width, layout
from pronghorn.ops.image.warping import FILL_MODES, ORDERS, grid, read_images
from pronghorn.ops.operation import operation

__all__ = ["RandomElasticTransform", "elastic_transform"]


def _window(sigma):
    """The width of a window that holds what counts of a bell of deviation `sigma`."""
    return int(6 * sigma) | 1


def _distances(images, alpha, sigma, window, seed):
    """How far each pixel is read down and across from its place, shapes (rows, height, width)."""
    rows, height, width, _ = images.shape
    noise = random.normal((rows, height, width, 2), seed=seed) * sigma
    bell = ops.stack([sigma, sigma])
    smooth = image.gaussian_blur(noise, (window, window), bell, "channels_last") * alpha
    return smooth[..., 0], smooth[..., 1]


def _bent(images, distances, interpolation, fill_mode, fill_value):
    """Rows of images, channels last, each pixel read at a distance."""
    down, across = distances
    row, column = grid(*images.shape[1:3])
    places = row + down, column + across
    return read_images(images, *places, ORDERS[interpolation], fill_mode, fill_value)


@operation
def elastic_transform(
    images,
    alpha=20.0,
    sigma=5.0,
    interpolation="bilinear",
    fill_mode="reflect",
    fill_value=0.0,
    seed=None,
    data_format=None,
):
    """Images bent at random.

    Args:
        alpha: times how far pixels move.
        sigma: how far neighbours move together, in pixels; distances grow with it, too.
        interpolation: "bilinear" or "nearest".
        fill_mode: what stands outside: "constant", "nearest", "wrap", "mirror" or "reflect".
        seed: a whole number gives the same result again.

    Example:
        >>> from pronghorn import ops
        >>> ops.image.elastic_transform(ops.ones((8, 8, 3)), seed=1).shape
        (8, 8, 3)
    """
    op = "elastic_transform"
    images = ops.convert_to_tensor(images)
    axes = layout(op, images, data_format)
    checks.choice(op, "interpolation", interpolation, tuple(ORDERS))
    checks.choice(op, "fill_mode", fill_mode, FILL_MODES)
    if not isinstance(sigma, int | float) or sigma <= 0:
        raise ArgumentError(
            "S29", op=op, argument="sigma", want="a number above 0", got=sigma, example="sigma=5.0"
        )
    rows = Rows(images.ndim == 3, axes.channels == images.ndim - 3)
    found = rows.images(images)
    deviation = ops.cast(sigma, "float32")
    distances = _distances(found, alpha, deviation, _window(sigma), seed)
    return rows.images_back(_bent(found, distances, interpolation, fill_mode, fill_value))


class RandomElasticTransform(RandomImages):
    """Bends some images while training; see `ops.image.elastic_transform`.

    Args:
        factor: the share of images, or (least, most).
        scale: how strongly, at most, or (least, most): 1 stands for distances of up to a tenth
            of the image, and neighbours within a twentieth of it move together.
        interpolation, fill_mode, fill_value: as for `RandomRotation`.
        value_range: of pixels; results are kept inside.
        seed: a whole number makes the same choices in every run.

    Example:
        >>> from pronghorn import layers, ops
        >>> layers.RandomElasticTransform(seed=1)(ops.ones((5, 8, 8, 3))).shape
        (5, 8, 8, 3)
    """

    refused = ("bounding_boxes",)

    def __init__(
        self,
        factor=1.0,
        scale=1.0,
        interpolation="bilinear",
        fill_mode="reflect",
        fill_value=0.0,
        value_range=(0, 255),
        seed=None,
        data_format=None,
        **kwargs,
    ):
        super().__init__(data_format=data_format, **kwargs)
        owner = "RandomElasticTransform"
        self.factor = span(owner, "factor", factor, 0, 1)
        self.scale = span(owner, "scale", scale, 0, 1)
        self.interpolation = checks.choice(owner, "interpolation", interpolation, tuple(ORDERS))
        self.fill_mode = checks.choice(owner, "fill_mode", fill_mode, FILL_MODES)
        self.fill_value = fill_value
        self._keep_range(value_range)
        self.seed = seed

    def drawn(self, images):
        if self.scale[1] == 0:
            return None
        high, wide = known_height_and_width(self._called(), *images.shape[1:3])
        scale = self._uniform((), *self.scale)
        # A bell without width has no height.
        sigma = ops.maximum(scale * (0.05 * min(high, wide)), 1e-3)
        window = _window(0.05 * min(high, wide) * self.scale[1])
        alpha = scale * (0.1 * max(high, wide))
        chosen = self._chosen(images, self.factor)[..., 0]
        distances = _distances(images, alpha, sigma, window, self.seed_generator)
        return [ops.where(chosen, each, 0.0) for each in distances]

    def changed(self, images, choice):
        found = _bent(images, choice, self.interpolation, self.fill_mode, self.fill_value)
        return self._limited(found)

    def masked(self, masks, choice):
        return _bent(masks, choice, "nearest", self.fill_mode, self.fill_value)
