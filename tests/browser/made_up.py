"""Notebooks that the tests make up, among those of the checkout that JupyterLab shows."""

import nbformat
from nbformat.v4 import new_notebook

KERNEL = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
BEGIN = """import sys
sys.path.insert(0, "..")
import ipywidgets as w
import matplotlib.pyplot as plt
from lecture_utils import live, start
from IPython.display import HTML, display
start()


def draw(size):
    fig, ax = plt.subplots(figsize=(2, 1))
    ax.plot([0, size])
    return fig, f"A line up to {size}."
"""
MOVES = "live(draw, size=w.IntSlider(3))"


def write(lab, cells, name="made_up.ipynb"):
    """Write a notebook of these cells; returns its name."""
    book = new_notebook(cells=cells, metadata=KERNEL)
    nbformat.write(book, lab.checkout / "notebooks" / name)
    return name
