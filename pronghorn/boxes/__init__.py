"""Rectangles around things in images: how they are written down, moved and compared.

A box is four numbers on the last axis; `boxes` of a batch have shape (images, boxes, 4).
"""

from pronghorn.boxes.deltas import decode_deltas_to_boxes, encode_box_to_deltas
from pronghorn.boxes.formats import FORMATS, convert_format
from pronghorn.boxes.moves import affine_transform, clip_to_image_size, crop, pad, projected, undone
from pronghorn.boxes.overlap import compute_ciou, compute_iou

__all__ = [
    "FORMATS",
    "affine_transform",
    "clip_to_image_size",
    "compute_ciou",
    "compute_iou",
    "convert_format",
    "crop",
    "decode_deltas_to_boxes",
    "encode_box_to_deltas",
    "pad",
    "projected",
    "undone",
]
