"""Operations on images: one of shape (height, width, channels), or rows of them.

With `data_format="channels_first"` the shape is (channels, height, width).
"""

from pronghorn.ops.image.colour import hsv_to_rgb, rgb_to_grayscale, rgb_to_hsv
from pronghorn.ops.image.edges import crop_images, pad_images
from pronghorn.ops.image.filters import gaussian_blur, sobel_edges, ssim
from pronghorn.ops.image.patches import extract_patches, extract_patches_3d
from pronghorn.ops.image.resizing import INTERPOLATIONS, resize, scale_and_translate
from pronghorn.ops.image.warping import affine_transform, map_coordinates, perspective_transform

__all__ = [
    "INTERPOLATIONS",
    "affine_transform",
    "crop_images",
    "extract_patches",
    "extract_patches_3d",
    "gaussian_blur",
    "hsv_to_rgb",
    "map_coordinates",
    "pad_images",
    "perspective_transform",
    "resize",
    "rgb_to_grayscale",
    "rgb_to_hsv",
    "scale_and_translate",
    "sobel_edges",
    "ssim",
]
