"""Data as people hold it, made into the arrays that programs read: conversion, splits, weights."""

from pronghorn.data.convert import as_array, as_labels, as_rows
from pronghorn.data.dataset import Dataset
from pronghorn.data.deferred import Deferred
from pronghorn.data.py_dataset import PyDataset
from pronghorn.data.sources import Source, source_of
from pronghorn.data.split import split_off, validation_rows, warn_about_classes
from pronghorn.data.structure import Arrays, arrays_of, unpack
from pronghorn.data.weights import sample_weights

__all__ = [
    "Arrays",
    "Dataset",
    "Deferred",
    "PyDataset",
    "Source",
    "arrays_of",
    "as_array",
    "as_labels",
    "as_rows",
    "sample_weights",
    "source_of",
    "split_off",
    "unpack",
    "validation_rows",
    "warn_about_classes",
]
