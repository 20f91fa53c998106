"""Keras' names on top of pronghorn's packages, and running scripts that were written for Keras."""
