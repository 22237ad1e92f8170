"""The pictures of the series. They take arrays, words and numbers, never a model.

A function that a page calls returns `(figure, alt)`, where `alt` says in words, computed from the
data, what the figure shows: `show(*figures.maps.attention(…), title="…")`. Pieces that several
figures share are named `draw_…(ax, …)`; pieces of one file are private.
"""

import importlib


def __getattr__(name):
    """A file of figures, opened when a page first asks for it: `figures.tokens`."""
    place = f"{__name__}.{name}"
    try:
        return importlib.import_module(place)
    except ModuleNotFoundError as error:
        if error.name != place:
            raise
        raise AttributeError(f"{__name__} has no {name!r}") from None
