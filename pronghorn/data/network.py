"""The door to the network."""

__all__ = ["network"]


def network():
    """Python's `urllib` with its modules `parse` and `request`, which are dear to load."""
    import urllib.parse
    import urllib.request

    return urllib
