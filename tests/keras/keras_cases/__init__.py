"""Calls on the Keras API, written once: the golden files record them on Keras, the tests on pronghorn."""
