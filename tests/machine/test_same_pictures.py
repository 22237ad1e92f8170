"""The drawn pictures are, shade by shade, those of which the stored numbers of 06 were measured.

Their mean colours, in cells of 4 x 4 dots, stand in same_pictures.txt. Where the drawing changed on
purpose, write them anew, and measure what is stored again, see data/README.md:
RECORD=1 python -m pytest tests/machine/test_same_pictures.py
"""

import os
from pathlib import Path

import numpy as np
import pytest

from lecture_utils.machine import drawings

RECORDS, CELL = Path(__file__).with_name("same_pictures.txt"), 4
PICTURES = {kind: lambda kind=kind: drawings.draw_set((kind,), 3, seed=5)[0]
            for kind in drawings.KINDS}  # fmt: skip
PICTURES |= {
    "cat on grass": lambda: drawings.draw_set(("cat",), 3, 6, {"cat": "grass"})[0],
    "dog in a room": lambda: drawings.draw_set(("dog",), 3, 7, {"dog": "room"})[0],
    "ball": lambda: drawings.render_set(3, seed=5),
}


def cells(pictures):
    """The mean of each cell of each picture, in hundredths: (pictures * 3 * 8 * 8,)"""
    count, many = len(pictures), drawings.SIZE // CELL
    found = pictures.numpy().reshape(count, 3, many, CELL, many, CELL).mean(axis=(3, 5))
    return np.round(100 * found).astype(int).ravel()


@pytest.mark.parametrize("name", PICTURES)
def test_the_same_pictures(name):
    kept = {}
    if RECORDS.exists():
        lines = RECORDS.read_text(encoding="utf-8").splitlines()
        kept = {line.partition(": ")[0]: line.partition(": ")[2] for line in lines}
    found = cells(PICTURES[name]())
    if "RECORD" in os.environ:
        kept[name] = " ".join(map(str, found))
        text = "".join(f"{name}: {kept[name]}\n" for name in PICTURES if name in kept)
        RECORDS.write_text(text, encoding="utf-8")
    else:
        far = np.abs(found - np.array(kept[name].split(), dtype=int))
        assert far.max() <= 1, f"{name} is drawn otherwise than before. {__doc__}"
