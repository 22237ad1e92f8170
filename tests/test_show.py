"""A live figure: drawn once as a static picture, drawn again when a control moves."""

import ipywidgets
import matplotlib.pyplot as plt
import pytest

from lecture_utils.figures import show


@pytest.fixture
def screen(monkeypatch):
    shown = []

    class Handle:
        def update(self, data, **rest):
            shown.append(("update", data["text/plain"]))

    def display(data, **rest):
        shown.append(("display", data["text/plain"]))
        return Handle()

    monkeypatch.setattr(show, "display", display)
    return shown


def draw(size):
    fig, ax = plt.subplots()
    ax.plot(range(size))
    return fig, f"A line of {size} points."


def test_a_moved_control_redraws_the_one_picture(screen):
    slider = ipywidgets.IntSlider(value=3, min=1, max=9, description="points")
    show.live(draw, size=slider)
    assert screen[0] == ("display", "A line of 3 points.")
    assert screen[1][1] == "[controls: points; run this cell to move them]"
    slider.value = 5
    assert screen[2:] == [("update", "A line of 5 points.")]
    assert not plt.get_fignums()  # nothing leaks


def test_what_is_not_a_control_or_not_a_picture_is_named(screen):
    with pytest.raises(TypeError, match="control size must be a widget"):
        show.live(draw, size=3)
    with pytest.raises(TypeError, match=r"must return \(figure, alt\) or \(figure, alt, title\), got NoneType"):
        show.live(lambda size: None, size=ipywidgets.IntSlider())
