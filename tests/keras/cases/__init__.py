"""Calls on the Keras API, written once: golden files record them on Keras, tests on pronghorn."""
