"""Layers that change images: at random while training, or always in the same way."""
