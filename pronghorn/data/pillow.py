"""The door to Pillow, which reads and writes pictures."""

from pronghorn.errors import Needs

__all__ = ["pillow"]


def pillow(feature, install="pronghorn[images]"):
    """Pillow's module `Image`.

    Args:
        feature: what needs it, for the message.
        install: what to ask pip for.

    Raises:
        MissingPackageError: if it is not installed.
    """
    with Needs(feature, "Pillow", install):
        from PIL import Image
    return Image
