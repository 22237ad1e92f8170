"""A live figure: drawn once as a static picture, drawn again when a control moves."""

import asyncio
import base64
import io
import random
import threading
import time

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
from PIL import Image

from lecture_utils.figures import show, style


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


def test_a_hundred_fast_moves_are_one_picture_of_the_last_value(screen):
    slider = ipywidgets.IntSlider(value=1, min=1, max=100)
    show.live(draw, size=slider)

    async def move(first, last):
        for value in range(first, last):
            slider.value = value
        await asyncio.sleep(4 * show.MOMENT)

    asyncio.run(move(2, 101))
    assert screen[2:] == [("update", "A line of 100 points.")]
    asyncio.run(move(5, 8))  # and again
    assert screen[3:] == [("update", "A line of 7 points.")]


def test_the_labels_of_controls_stand_in_a_column_as_wide_as_the_longest(screen):
    controls = [ipywidgets.IntSlider(3, description=word) for word in ("k", "temperature")]
    show.live(lambda size, heat: draw(size), size=controls[0], heat=controls[1])
    assert [one.style.description_width for one in controls] == ["13ch", "13ch"]


def test_a_line_of_text_has_room_and_no_choice_is_cut(screen):
    text, wide = ipywidgets.Text("a sentence"), ipywidgets.Text(layout={"width": "9em"})
    steps = ipywidgets.SelectionSlider(options=[0, 60, 250])
    names = ipywidgets.SelectionSlider(options=["48 numbers", "192, 8 × the sentences"])
    pairs = ipywidgets.SelectionSlider(options=[("few", 1), ("many", 2)], readout=False)
    controls = {"text": text, "wide": wide, "steps": steps, "names": names, "pairs": pairs}
    show.live(lambda **values: draw(3), **controls)
    assert [text.layout.width, wide.layout.width] == ["min(100%, 40em)", "9em"]
    assert [one.readout for one in (steps, names, pairs)] == [True, False, False]


def test_the_titles_of_panels_in_a_row_keep_away_from_that_of_the_whole(screen):
    def space(panel_title, rows=1):
        figure, axes = plt.subplots(rows, 2, squeeze=False)
        axes[0, 0].set_title(panel_title)
        show.show(figure, "Two panels.", title="Two panels")
        below = axes[0, 0]._left_title.get_window_extent() if panel_title else axes[0, 0].bbox
        return figure._suptitle.get_window_extent().y0 - below.y1, axes[0, 0].bbox.height

    style.use_style()
    (near, _), (away, high) = space("before", rows=2), space("before")
    assert away > near + 8
    figure, ax = plt.subplots(1, 2)  # the panels are as high as with little space
    ax[0].set_title("before")
    figure.suptitle("Two panels", fontsize=12)
    figure.draw_without_rendering()
    assert high == pytest.approx(ax[0].bbox.height, abs=2)
    assert space("")[0] == pytest.approx(space("", rows=2)[0], abs=1)  # no title, no need


def test_moves_that_come_while_a_slow_picture_is_drawn_do_not_queue_up(screen):
    slider, values = ipywidgets.IntSlider(value=0, min=0, max=100), []

    def slow(size):
        time.sleep(3 * show.MOMENT)
        values.append(size)
        return draw(size)

    show.live(slow, size=slider)

    async def move():
        for value in range(1, 101):
            slider.value = value
            await asyncio.sleep(0.002)  # between two messages the kernel does what is due
        await asyncio.sleep(8 * show.MOMENT)

    asyncio.run(move())
    assert values[-1] == 100 and len(values) < 20
    assert screen[-1] == ("update", "A line of 100 points.")


def moved_by_another_thread(slider, values):
    """What JupyterLab does: controls have a thread, with a loop of its own, beside the cells'."""

    async def move():
        for value in values:
            slider.value = value
        await asyncio.sleep(4 * show.MOMENT)

    thread = threading.Thread(target=asyncio.run, args=(move(),))
    thread.start()
    return thread


def test_a_control_that_moves_while_a_cell_runs_is_drawn_after_it_in_the_same_thread(screen):
    slider, threads = ipywidgets.IntSlider(value=1, min=1, max=100), []

    def noted(size):
        threads.append(threading.current_thread())
        return draw(size)

    async def kernel():
        show.live(noted, size=slider)
        moved_by_another_thread(slider, range(2, 101)).join()  # a cell that lasts as long
        assert len(screen) == 2 and len(threads) == 1
        await asyncio.sleep(4 * show.MOMENT)

    asyncio.run(kernel())
    assert screen[2:] == [("update", "A line of 100 points.")]
    assert set(threads) == {threading.current_thread()}


def test_what_a_later_picture_raises_is_said_in_its_place(screen):
    def picky(size):
        figure, alt = draw(size)
        if size == 5:
            raise ValueError("five is too many")
        return figure, alt

    slider = ipywidgets.IntSlider(value=3, min=1, max=9)
    show.live(picky, size=slider)
    slider.value = 5
    assert screen[-1] == ("update", "✗ ValueError: five is too many")
    slider.value = 4
    assert screen[-1] == ("update", "A line of 4 points.") and not plt.get_fignums()


def test_a_control_has_a_name_to_see_and_under_the_mouse(screen):
    bare, named = ipywidgets.IntSlider(3), ipywidgets.IntSlider(3, description="points")
    show.live(lambda size, color: draw(size), size=bare, color=named)
    assert [bare.description, named.description] == ["size", "points"]
    assert screen[1][1] == "[controls: size, points; run this cell to move them]"
    if bare.has_trait("tooltip"):  # ipywidgets 8
        assert [bare.tooltip, named.tooltip] == ["size", "points"]
        bare.tooltip = "how many"
        show.live(draw, size=bare)
        assert bare.tooltip == "how many"


def test_what_is_not_a_control_or_not_a_picture_is_named(screen):
    with pytest.raises(TypeError, match="control size must be a widget"):
        show.live(draw, size=3)
    for drawn, kind in ((None, "NoneType"), (["f", "alt"], "list"), ((1, 2, 3, 4), "tuple")):
        with pytest.raises(TypeError, match=rf"must return \(figure, alt\) or .* got {kind}"):
            show.live(lambda size, drawn=drawn: drawn, size=ipywidgets.IntSlider())


def test_a_title_is_drawn_and_said(screen):
    figure, alt = draw(3)
    show.show(figure, alt, title="Three points rise")
    assert screen == [("display", "Three points rise. A line of 3 points.")]
    assert figure.get_suptitle() == "Three points rise"


def png(pixels):
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def many_colours(count):
    return np.random.default_rng(0).integers(0, 256, (count, 3), dtype=np.uint8)


def test_a_picture_whose_areas_would_change_colour_stays_as_it_is():
    areas = np.full((1200, 1200, 3), 255, np.uint8)
    for place, colour in enumerate(many_colours(300)):
        row, column = divmod(place, 30)
        areas[8 * row : 8 * row + 7, 8 * column : 8 * column + 7] = colour
    assert show._lighter(png(areas)) == png(areas)


@pytest.mark.parametrize("turned", [False, True])
def test_lines_are_no_areas_and_a_picture_of_lines_gets_lighter(turned):
    lines = np.full((900, 900, 3), 255, np.uint8)
    lines[300:308, 300:700] = many_colours(400)
    whole = png(lines.transpose(1, 0, 2) if turned else lines)
    assert Image.open(io.BytesIO(show._lighter(whole))).mode == "P"


def test_a_picture_is_stored_sharp_and_shown_at_its_size():
    figure, alt = draw(3)
    figure.set_size_inches(3, 2)
    data = show.bundle(figure, 'a "line" & more')
    assert data["text/plain"] == 'a "line" & more'
    assert data["text/html"].startswith('<img alt="a &quot;line&quot; &amp; more" width="300" src=')
    stored = base64.b64decode(data["text/html"].partition("base64,")[2].rstrip('">'))
    assert Image.open(io.BytesIO(stored)).size == (480, 320)


def test_show_wants_a_figure_and_words(screen):
    with pytest.raises(TypeError, match=r"expected a figure, got <Axes"):
        show.show(plt.subplots()[1], "words")
    with pytest.raises(ValueError, match="got ''"):
        show.show(plt.subplots()[0], "")
    assert screen == []
    plt.close("all")


def test_claims_that_hold_are_printed_with_their_numbers(capsys):
    show.claims({
        "python": True, "numpy": np.bool_(True), "tensor": torch.tensor([True]),
        "seven": (7, True), "a share": (torch.tensor(0.98765), np.float64(0.98765) > 0.9),
        "large": (123_456, True),
    })  # fmt: skip
    assert capsys.readouterr().out.splitlines() == [
        "✓ python", "✓ numpy", "✓ tensor", "✓ seven (7)", "✓ a share (0.99)", "✓ large (123456)",
    ]  # fmt: skip


def test_a_claim_that_fails_is_named_with_its_number_and_the_rest_is_not_reached(capsys):
    with pytest.raises(AssertionError, match=r"this does not hold: rows sum to 2 \(1\)"):
        show.claims({"first": True, "rows sum to 2": (1, False), "later": True})
    assert capsys.readouterr().out == "✓ first\n"


@pytest.mark.parametrize(
    "truth", [1, 0, None, "yes", torch.tensor([True, True]), np.array([True]), (True,),
              ("0.9", True), (0.5, 1), (True, True), (float("nan"), True)],
)  # fmt: skip
def test_what_is_neither_true_nor_false_is_refused(truth):
    with pytest.raises(TypeError, match="'the sentence'"):
        show.claims({"the sentence": truth})


@pytest.mark.parametrize(
    "wish, threads",
    [
        ("4,2", 4),
        ("3", 3),
        (" 1 ", 1),
        ("0", 0),
        ("auto", 0),
        ("", 0),
        ("-2", 0),
        ("9" * 30, 0),
        ("1234", 1234),
        ("12345", 0),
    ],
)
def test_any_wish_for_threads_starts_a_notebook(monkeypatch, wish, threads):
    chosen = []
    monkeypatch.setattr("torch.set_num_threads", chosen.append)
    monkeypatch.setenv("OMP_NUM_THREADS", wish)
    style.start()
    assert chosen == [threads or 1]


def drawn_by_chance():
    return random.random(), np.random.rand(), torch.rand(1).item()


def test_a_notebook_starts_all_three_sources_of_chance_at_its_seed():
    def started(*seed):
        style.start(*seed)
        return drawn_by_chance()

    usual, other = started(), started(5)
    assert usual == started(0) and other == started(5)
    assert all(one != two for one, two in zip(usual, other, strict=True))
    random.seed(5), np.random.seed(5), torch.manual_seed(5)
    assert other == drawn_by_chance()


def test_numbers_are_printed_with_three_decimals_and_never_as_powers_of_ten():
    with np.printoptions():
        style.start()
        assert str(np.array([1e-6, 0.12345])) == "[0.    0.123]"
    assert str(torch.tensor([1e-6, 0.12345])) == "tensor([0.000, 0.123])"
