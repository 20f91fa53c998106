"""Pictures of models, neurons, activations and training runs, as SVG and PNG.

Nothing here needs a system package; resvg-py is loaded when the first PNG is made.
"""
