"""What every drawing function returns: an SVG that saves itself and shows itself in a notebook."""

from collections.abc import Callable, Mapping
from pathlib import Path

from pronghorn.drawing.raster import to_png
from pronghorn.errors import FileError


class Picture:
    """A drawing: `svg` is its text, `save(path)` writes it, notebooks show it by themselves.

    Args:
        svg: the document.
        dpi: dots per inch of PNGs; an SVG unit is 1/96 inch.
        texts: other forms by file suffix, such as {".dot": lambda: "digraph {}"}.

    >>> from pronghorn import plot_activations
    >>> picture = plot_activations("tanh")
    >>> picture.svg[:4]
    '<svg'
    """

    def __init__(
        self, svg: str, *, dpi: float = 200, texts: Mapping[str, Callable[[], str]] | None = None
    ):
        self.svg = svg
        self.dpi = dpi
        self._texts = dict(texts or {})

    @property
    def png(self) -> bytes:
        """PNG bytes at `dpi`."""
        return to_png(self.svg, self.dpi / 96)

    def save(self, path: object) -> "Picture":
        """Write the form that the suffix names: .png (also without suffix), .svg, or a text form.

        Folders are made as needed. Raises `FileError` for a suffix that is not known or a path
        that cannot be written.
        """
        target = Path(path)
        forms = {
            "": lambda: self.png,
            ".png": lambda: self.png,
            ".svg": lambda: self.svg.encode(),
            **{suffix: (lambda make=make: make().encode()) for suffix, make in self._texts.items()},
        }
        make = forms.get(target.suffix.lower())
        if make is None:
            known = ", ".join(suffix for suffix in forms if suffix)
            raise FileError("F02", path=str(target), known=known)
        content = make()
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        except OSError as error:
            raise FileError("F01", path=str(target), reason=error.strerror or str(error)) from error
        return self

    def _repr_svg_(self) -> str:
        return self.svg

    def _repr_png_(self) -> bytes:
        return self.png
