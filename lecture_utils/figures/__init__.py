"""The pictures of the series. They take arrays, words and numbers, never a model.

A function that a page calls returns `(figure, alt)`, where `alt` says in words, computed from the
data, what the figure shows: `show(*figures.maps.attention(…), title="…")`. Pieces that several
figures share are named `draw_…(ax, …)`; pieces of one file are private.
"""
