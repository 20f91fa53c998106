"""The door to Pillow, which reads and writes pictures."""

from pronghorn.errors import MissingPackageError

__all__ = ["pillow"]


def pillow(feature, install="pronghorn[images]"):
    """Pillow's module `Image`.

    Args:
        feature: what needs it, for the message.
        install: what to ask pip for.

    Raises:
        MissingPackageError: if it is not installed.
    """
    try:
        from PIL import Image
    except ImportError:
        raise MissingPackageError(
            "F03", feature=feature, package="Pillow", install=install
        ) from None
    return Image
