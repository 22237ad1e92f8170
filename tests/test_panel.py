"""The panel: what each control calls, on the widgets of either version, without a browser."""

import io

import matplotlib.pyplot as plt
import pytest
import torch
from PIL import Image

from lecture_utils import classifier_plots, panel
from lecture_utils.drawings import SIZE


@pytest.fixture
def board():
    return panel.Panel(panel.Machine(count=24, epochs=2))


def png(colour="red"):
    file = io.BytesIO()
    Image.new("RGB", (20, 20), colour).save(file, "png")
    return file.getvalue()


def test_train_fills_the_curve_and_the_table(board):
    shown = []
    board.refresh = lambda: shown.append(len(board.machine.losses))
    board.button.click()
    assert shown == [1, 2, 2] and board.machine.table.sum() == 12


def test_the_panel_is_the_plain_functions(board):
    board.button.click()
    other = panel.Machine(count=24, epochs=2)
    other.train()
    assert other.losses == board.machine.losses


def test_a_class_gets_its_new_name(board):
    board.texts[0].value = " tiger "
    assert board.machine.names == ["tiger", "dog"] and board.use.options[1][0] == "teach: tiger"
    board.texts[0].value = "dog"
    assert "a name of its own" in board.message.value and board.machine.names[0] == "tiger"


def test_the_third_class(board):
    board.third.value = True
    assert board.machine.names == ["cat", "dog", "rabbit"] and not board.texts[2].disabled
    board.button.click()
    assert board.machine.table.shape == (3, 3)
    board.third.value = False
    assert len(board.machine.names) == 2 and board.machine.model is None


def test_the_split_is_in_the_readers_hand(board):
    board.held_out.value = 0.5
    board.button.click()
    assert board.machine.table.sum() == 24


def test_drawing_on_the_grid(board):
    board.dots[panel.GRID + 2].click()
    assert board.cells[1][2] and board.dots[panel.GRID + 2].style is board.ink
    picture = panel.grid_picture(board.cells)
    assert picture.shape == (3, SIZE, SIZE)
    assert (picture[0] < 0.5).nonzero().tolist() == [[2, 4], [2, 5], [3, 4], [3, 5]]
    board.take_drawing.click()
    assert "press Train first" in board.message.value
    board.button.click()
    board.take_drawing.click()
    assert abs(board.machine.guess.sum() - 1) < 1e-5 and board.message.value == ""
    board.clear.click()
    assert not any(map(any, board.cells)) and board.dots[panel.GRID + 2].style is board.paper
    with pytest.raises(ValueError, match="16 x 16"):
        panel.grid_picture([[True]])


@pytest.mark.parametrize("version", [7, 8])
def test_uploads_teach_or_are_refused(board, version):
    files = {"<b>.png": b"text", "a.png": png()}
    value = {n: {"content": d} for n, d in files.items()}
    if version == 8:
        value = tuple({"name": n, "content": memoryview(d)} for n, d in files.items())
    said = []
    board.message.observe(lambda change: said.append(change["new"]), "value")
    board.use.value = 1
    board.on_upload(value)
    assert "&lt;b>.png is not a picture" in said[0] and "1 pictures of your own" in said[-1]
    [(picture, kind)] = board.machine.own
    assert kind == 1 and picture[0].min() == 1
    assert len(board.machine.examples()[1]) == 49
    with pytest.raises(ValueError, match="a class from 0 to 1"):
        board.machine.add(torch.zeros(3, SIZE, SIZE), 2)


def test_the_figure_says_what_it_shows(board):
    fig, alt = board.machine.draw()
    assert "no test yet" in alt and len(fig.axes) == 4
    plt.close(fig)
    board.button.click()
    board.machine.ask(torch.rand(3, SIZE, SIZE))
    fig, alt = board.machine.draw()
    assert alt.startswith("Classes: cat, dog. 2 epochs")
    assert fig.axes[0].lines[0].get_ydata().tolist() == board.machine.losses
    plt.close(fig)


def test_pictures_and_titles_must_fit():
    with pytest.raises(ValueError, match="one title a picture: 2 and 1"):
        classifier_plots.draw_pictures(torch.rand(2, 3, 4, 4), ["a"])


def test_the_confusion_matrix_is_drawn_truth_by_guess():
    fig, ax = plt.subplots()
    classifier_plots.draw_confusion(ax, [[3, 1], [0, 4]], ["cat", "dog"])
    assert ax.images[0].get_array().tolist() == [[0.75, 0.25], [0, 1]]
    assert ax.get_xlabel() == "guess" and [t.get_text() for t in ax.texts] == ["3", "1", "0", "4"]
    plt.close(fig)
