"""Pictures of models, neurons, activations and training runs, as SVG and PNG.

Nothing here needs a system package; resvg-py is loaded when the first PNG is made.
"""

from pronghorn.drawing.annotations import draw_bounding_boxes, draw_segmentation_masks
from pronghorn.drawing.classes import plot_confusion, plot_decision
from pronghorn.drawing.convolution import plot_feature_maps, plot_filters
from pronghorn.drawing.curves import plot_activations, plot_history, plot_lr_find
from pronghorn.drawing.gallery import (
    plot_bounding_box_gallery,
    plot_image_gallery,
    plot_segmentation_mask_gallery,
)
from pronghorn.drawing.model import model_to_dot, plot_model
from pronghorn.drawing.neuron import plot_perceptron
from pronghorn.drawing.picture import Picture

__all__ = [
    "Picture",
    "draw_bounding_boxes",
    "draw_segmentation_masks",
    "model_to_dot",
    "plot_activations",
    "plot_bounding_box_gallery",
    "plot_confusion",
    "plot_decision",
    "plot_feature_maps",
    "plot_filters",
    "plot_history",
    "plot_image_gallery",
    "plot_lr_find",
    "plot_model",
    "plot_perceptron",
    "plot_segmentation_mask_gallery",
]
