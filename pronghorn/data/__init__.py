"""Data as people hold it, made into the arrays that programs read: conversion, splits, weights."""

from pronghorn.data.convert import as_array, as_labels
from pronghorn.data.split import split_off, validation_rows, warn_about_classes
from pronghorn.data.structure import Arrays, arrays_of, unpack
from pronghorn.data.weights import sample_weights

__all__ = [
    "Arrays",
    "arrays_of",
    "as_array",
    "as_labels",
    "sample_weights",
    "split_off",
    "unpack",
    "validation_rows",
    "warn_about_classes",
]
