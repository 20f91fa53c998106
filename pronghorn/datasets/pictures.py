"""Pictures in files as arrays, and arrays as pictures. Needs Pillow."""

import io
import os
from pathlib import Path

import numpy as np

from pronghorn import arguments as checks
from pronghorn import dtypes, ops
from pronghorn.config import floatx, image_data_format
from pronghorn.data.pillow import pillow
from pronghorn.errors import FileError, ShapeError, unknown_argument, wrong_argument

__all__ = ["array_to_img", "img_to_array", "load_img", "save_img", "smart_resize"]

SUFFIXES = (".bmp", ".gif", ".jpeg", ".jpg", ".png")
MODES = {"rgb": "RGB", "rgba": "RGBA", "grayscale": "L"}
DEEP = ("I", "I;16")  # grey with more than 8 bits, kept as it is


def load_img(
    path, color_mode="rgb", target_size=None, interpolation="nearest", keep_aspect_ratio=False
):
    """A picture from a file, as Pillow has it.

    Args:
        path: of the file, or an open `io.BytesIO`.
        color_mode: `"rgb"`, `"rgba"` or `"grayscale"`.
        target_size: (height, width) to resize to.
        interpolation: `"nearest"`, `"bilinear"`, `"bicubic"`, `"lanczos"`, `"hamming"` or `"box"`.
        keep_aspect_ratio: cuts the middle out that has the shape of the target.

    Raises:
        FileError: if there is no such file or it is no picture.
        MissingPackageError: without Pillow.
    """
    mode = MODES[checks.choice("load_img", "color_mode", color_mode, tuple(MODES))]
    image = _opened(path)
    if image.mode != mode and not (mode == "L" and image.mode in DEEP):
        image = image.convert(mode)
    if target_size is None or image.size == (target_size[1], target_size[0]):
        return image
    kinds = ("nearest", "bilinear", "bicubic", "lanczos", "hamming", "box")
    kind = checks.choice("load_img", "interpolation", interpolation, kinds)
    kind = getattr(pillow("load_img").Resampling, kind.upper())
    height, width = target_size
    box = _middle(*image.size, width, height) if keep_aspect_ratio else None
    return image.resize((width, height), kind, box=box)


def _opened(path):
    reader = pillow("load_img")
    source = path if isinstance(path, io.BytesIO) else Path(os.fsdecode(path))
    if isinstance(source, Path) and not source.is_file():
        raise FileError("F04", path=source, folder=os.getcwd())
    try:
        image = reader.open(source)
        image.load()
    except (OSError, ValueError, SyntaxError) as error:
        name = getattr(path, "name", None) or source
        raise FileError("F33", path=name, reason=error) from None
    return image


def _middle(width, height, target_width, target_height):
    """The largest box of the target's shape: left, upper, right, lower."""
    high = min(height, width * target_height // target_width)
    wide = min(width, height * target_width // target_height)
    left, top = (width - wide) // 2, (height - high) // 2
    return left, top, left + wide, top + high


def img_to_array(img, data_format=None, dtype=None):
    """A picture of Pillow's as an array (height, width, channels), floatx by default.

    Example:
        >>> import numpy as np
        >>> from pronghorn.utils import img_to_array
        >>> img_to_array(np.zeros((4, 6), "uint8")).shape
        (4, 6, 1)
    """
    first = checks.data_format("img_to_array", data_format) == "channels_first"
    x = np.asarray(img, dtype=dtype or floatx())
    if x.ndim not in (2, 3):
        raise ShapeError("S03", op="img_to_array", want="2 or 3 axes", got=f"shape {x.shape}")
    x = x[..., None] if x.ndim == 2 else x
    return x.transpose(2, 0, 1) if first else x


def array_to_img(x, data_format=None, scale=True, dtype=None):
    """An array (height, width, 1, 3 or 4) as a picture of Pillow's.

    Args:
        scale: whether the least value becomes black and the greatest white.
        dtype: in which the scaling is computed, floatx by default.

    Raises:
        ValueError: for other shapes.
    """
    maker = pillow("array_to_img")
    x = np.asarray(x, dtype=dtype or floatx())
    first = checks.data_format("array_to_img", data_format) == "channels_first"
    channels = x.shape[0 if first else -1] if x.ndim == 3 else 0
    if channels not in (1, 3, 4):
        want = "(height, width, channels) with 1, 3 or 4 channels"
        raise ShapeError("S03", op="array_to_img", want=want, got=f"shape {x.shape}")
    x = x.transpose(1, 2, 0) if first else x
    if scale:
        x = x - x.min()
        x = x / x.max() * 255 if x.max() else x
    if channels == 1:
        deep = x.max() > 255
        return maker.fromarray(x[:, :, 0].astype("int32" if deep else "uint8"))
    return maker.fromarray(x.astype("uint8"))


def save_img(path, x, data_format=None, file_format=None, scale=True, **kwargs):
    """Writes an array as a picture; the suffix of `path`, or `file_format`, tells the format.

    JPEG keeps no transparency.

    Args:
        kwargs: what Pillow's `Image.save` takes, such as `quality=90`.
    """
    image = array_to_img(x, data_format, scale)
    suffix = Path(path).suffix[1:] if isinstance(path, str | os.PathLike) else ""
    kind = (file_format or suffix).lower().replace("jpg", "jpeg")
    if not kind:
        raise wrong_argument(
            "save_img", "file_format", "given where the path has no suffix", file_format, "'png'"
        )
    if image.mode == "RGBA" and kind == "jpeg":
        image = image.convert("RGB")
    try:
        image.save(path, format=kind, **kwargs)
    except (OSError, KeyError) as error:
        raise FileError("F01", path=path, reason=error) from None


def smart_resize(x, size, interpolation="bilinear", data_format="channels_last", **kwargs):
    """Images resized without distortion: the largest middle part of the target's shape.

    Args:
        x: one image or rows of them.
        size: (height, width).

    Returns:
        An array if x is one, else a tensor; floats, but for whole numbers that stay by "nearest".

    Example:
        >>> import numpy as np
        >>> from pronghorn.preprocessing.image import smart_resize
        >>> smart_resize(np.zeros((10, 20, 3)), (4, 4)).shape
        (4, 4, 3)
    """
    if kwargs.keys() - {"backend_module"}:
        raise unknown_argument(smart_resize, min(kwargs))
    images = ops.convert_to_tensor(x)
    if interpolation != "nearest" and not dtypes.is_float(images.dtype):
        images = ops.cast(images, floatx())
    found = ops.image.resize(
        images,
        size,
        interpolation,
        crop_to_aspect_ratio=True,
        data_format=data_format or image_data_format(),
    )
    return found.numpy() if isinstance(x, np.ndarray) else found
