"""The panel: what each control calls, on the widgets of either version, without a browser."""

import datetime
import io

import matplotlib.pyplot as plt
import pytest
import torch
from PIL import Image

from lecture_utils.figures import classifier_plots
from lecture_utils.figures.show import bundle
from lecture_utils.machine import panel, teachable
from lecture_utils.machine.drawings import SIZE
from lecture_utils.machine.teachable import BOARD


@pytest.fixture
def board():
    return panel.Panel(teachable.Machine(count=24, epochs=2))


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
    other = teachable.Machine(count=24, epochs=2)
    other.train()
    assert other.losses == board.machine.losses


def test_a_class_gets_its_new_name(board):
    board.texts[0].value = " tiger "
    assert board.machine.names == ["tiger", "dog"] and board.use.options[1][0] == "teach: tiger"
    board.texts[0].value = "dog"
    assert "a name of its own" in board.message.value and board.machine.names[0] == "tiger"
    assert board.texts[0].value == "tiger" == board.bars[0].description


def test_the_third_class(board):
    board.third.value = True
    assert board.machine.names == ["cat", "dog", "rabbit"] and not board.texts[2].disabled
    assert board.message.value.startswith("3 classes now: press Train")
    board.button.click()
    assert board.machine.table.shape == (3, 3)
    board.third.value = False
    assert len(board.machine.names) == 2 and board.machine.model is None


def test_a_dropped_class_takes_its_pictures_along():
    machine = teachable.Machine(("cat", "dog", "rabbit"))
    for kind in (0, 2):
        machine.add(torch.zeros(3, SIZE, SIZE), kind)
    machine.third_class(False)
    assert [kind for _, kind in machine.own] == [0]
    with pytest.raises(ValueError, match="a name of its own, got ''"):
        machine.rename(0, "  ")


@pytest.mark.parametrize("table, says", [([[9, 1], [0, 10]], "yes."), ([[5, 5], [5, 5]], "no.")])
def test_better_than_chance_is_said_of_the_table(table, says):
    machine = teachable.Machine()
    machine.table = torch.tensor(table)
    fig, alt = machine.draw()
    plt.close(fig)
    assert alt.endswith(f"clearly better than chance: {says}")


def test_a_third_class_needs_a_name_of_its_own(board):
    board.texts[0].value = "rabbit"
    board.third.value = True
    assert "a name of its own" in board.message.value and not board.third.value
    assert board.machine.names == ["rabbit", "dog"] and board.texts[2].disabled


def test_the_menu_keeps_its_choice(board):
    board.use.value = 1
    board.texts[1].value = "wolf"
    assert board.use.value == 1 and board.use.label == "teach: wolf"
    board.third.value = True
    board.use.value = 2
    board.third.value = False
    assert board.use.value == -1


def test_the_split_is_in_the_readers_hand(board):
    board.held_out.value = 0.5
    assert board.message.value == "50% of each class will be put aside: press Train."
    board.button.click()
    assert board.machine.table.sum() == 24


def test_drawing_on_the_grid(board):
    board.dots[teachable.GRID + 2].click()
    assert board.cells[1][2] and board.dots[teachable.GRID + 2].style is board.chalk
    picture = teachable.grid_picture(board.cells)
    assert picture.shape == (3, SIZE, SIZE) and picture[:, 0, 0].tolist() == pytest.approx(BOARD)
    assert (picture[0] > 0.5).nonzero().tolist() == [[2, 4], [2, 5], [3, 4], [3, 5]]
    board.take_drawing.click()
    assert "press Train first" in board.message.value
    board.button.click()
    board.take_drawing.click()
    assert abs(board.machine.guess.sum() - 1) < 1e-5 and board.message.value == ""
    board.clear.click()
    assert not any(map(any, board.cells)) and board.dots[teachable.GRID + 2].style is board.board
    with pytest.raises(ValueError, match="16 x 16"):
        teachable.grid_picture([[True]])


def test_every_click_on_the_grid_moves_the_bars(board):
    board.dots[40].click()
    assert [bar.value for bar in board.bars] == [0, 0, 0]  # nothing is trained
    board.button.click()
    before = [bar.value for bar in board.bars]
    assert sum(before) == pytest.approx(1) and before[2] == 0
    assert [bar.layout.visibility for bar in board.bars] == ["visible", "visible", "hidden"]
    board.dots[41].click()
    assert [bar.value for bar in board.bars] != before
    board.clear.click()
    assert [bar.value for bar in board.bars] == [0, 0, 0]


def files(version, contents):
    if version == 8:
        return tuple({"name": n, "content": memoryview(d)} for n, d in contents.items())
    return {n: {"content": d} for n, d in contents.items()}


@pytest.mark.parametrize("version", [7, 8])
def test_uploads_teach_or_are_refused(board, version):
    board.use.value = 1
    board.on_upload(files(version, {"<b&c>.png": b"text", "a.png": png()}))
    refused, taught = board.message.value.split("<br>")
    assert "&lt;b&amp;c>.png is not a picture" in refused
    assert taught.startswith("Pictures of your own: 1")
    [(picture, kind)] = board.machine.own
    assert kind == 1 and picture[0].min() == 1
    assert len(board.machine.examples()[1]) == 49
    with pytest.raises(ValueError, match="a class from 0 to 1"):
        board.machine.add(torch.zeros(3, SIZE, SIZE), 2)


def test_the_same_file_can_come_twice(board):
    """Once to be guessed, once to be learned: an equal value would tell nobody."""
    board.use.value = 0
    for _ in range(2):
        set_upload(board.upload, png())
    assert len(board.machine.own) == 2 and len(board.upload.value) == 0


def set_upload(upload, data):
    """What the browser does when a file was chosen."""
    if isinstance(upload.value, dict):
        upload.set_trait("value", {"a.png": {"metadata": {}, "content": data}})
    else:
        when = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
        upload.value = ({"name": "a.png", "type": "image/png", "size": len(data),
                         "content": memoryview(data), "last_modified": when},)  # fmt: skip


def test_the_figure_says_what_it_shows(board):
    fig, alt = board.machine.draw()
    assert "no test yet" in alt and len(fig.axes) == 4
    assert [text.get_text() for ax in fig.axes for text in ax.texts] == [
        "nothing tested yet", "", "no picture asked about yet"]  # fmt: skip
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


def test_the_costliest_place_is_framed():
    falls = torch.zeros(2, 7, 7)
    falls[1, 2, 5], falls[0, 6, 0] = 0.4, 0.9  # the mean's costliest place is the other picture's
    maps, where = {"grey": falls, "own": -falls}, torch.zeros(32, 32)
    where[8:24, 12:28] = 1
    pictures = torch.rand(2, 3, 32, 32)
    fig = classifier_plots.draw_occlusion(pictures, maps, torch.tensor([1]), where)
    shown = torch.tensor(fig.axes[0].images[0].get_array())
    assert torch.allclose(shown, pictures[1].permute(1, 2, 0), atol=1e-6)
    dashed, solid = fig.axes[0].patches[::2]
    assert (dashed.get_xy(), dashed.get_width()) == ((19.5, 7.5), 8) and solid.get_xy()[1] == -0.5
    assert dashed.get_linestyle() == "--" and solid.get_linestyle() == "-"
    assert dashed.get_zorder() > solid.get_zorder()  # seen where both frames are one
    all_cats, grey, mean_grey, own, _ = fig.axes[1:6]
    assert all_cats.images[0].get_array().tolist() == where.tolist()
    assert all_cats.patches[0].get_xy() == (-0.5, 23.5)
    assert grey.get_ylabel() == "grey" and (own.images[0].get_array() <= 0).all()
    assert torch.equal(torch.tensor(mean_grey.images[0].get_array()), falls.mean(dim=0))
    assert [ax.patches[0].get_xy() for ax in (grey, mean_grey)] == [(4.5, 1.5), (-0.5, 5.5)]
    assert mean_grey.collections and not grey.collections  # the outline, over the mean only
    plt.close(fig)


def test_a_map_of_each_seed_is_drawn():
    grey, own = torch.eye(7).tolist(), torch.eye(7).flip(1).tolist()
    where = torch.zeros(32, 32)
    where[8:24, 12:28] = 1
    fig = classifier_plots.draw_looks([{"seed": 4, "grey": grey, "own": own}], where)
    assert fig.axes[0].get_title(loc="left") == "seed 4" or fig.axes[0].get_title() == "seed 4"
    assert [ax.images[0].get_array().tolist() for ax in fig.axes[:2]] == [grey, own]
    assert fig.axes[1].patches[0].get_xy() == (5.5, -0.5)
    # The patch of place k covers dots 4k to 4k + 7: dots 8 to 23 are places 1.125 to 4.875.
    line = fig.axes[0].collections[0].get_paths()[0].vertices
    assert line.min(axis=0).tolist() == pytest.approx([2.0, 1.0])  # half a dot outside
    assert line.max(axis=0).tolist() == pytest.approx([6.0, 5.0])
    assert fig.axes[0].get_ylim() == (6.5, -0.5)
    plt.close(fig)


@pytest.mark.parametrize(
    "names, error, says",
    [
        (("cat", "dog", "rabbit", "car"), ValueError, "expected 2 or 3 class names, got 4"),
        (("cat",), ValueError, "got 1"),
        (("a", "a"), ValueError, "a name of its own"),
        (("a", "a "), ValueError, "a name of its own"),
        (("a", " "), ValueError, "a name of its own"),
        ("ab", TypeError, "list of names, got 'ab'"),
        ((1, 2), TypeError, "list of names"),
    ],
)
def test_a_machine_has_two_or_three_names(names, error, says):
    with pytest.raises(error, match=says):
        teachable.Machine(names)


def test_a_class_that_is_not_there_gets_no_name():
    machine = teachable.Machine()
    for kind in (-1, 3):
        with pytest.raises(ValueError, match="expected a class from 0 to 1"):
            machine.rename(kind, "tiger")


@pytest.mark.parametrize("name", ["$x^$", "$$", r"a\b", "<b>"])
def test_any_name_can_be_drawn(board, name):
    board.texts[0].value = name
    data, _ = bundle(*board.machine.draw())
    assert board.machine.names[0] == name and name in data["text/plain"]


def test_more_bars_than_colours_are_refused():
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match="at most 3 names"):
        classifier_plots.draw_bars(ax, [0.25] * 4, list("abcd"), "")
    with pytest.raises(ValueError, match=r"2 names and shares \(3,\)"):
        classifier_plots.draw_bars(ax, [0.2] * 3, list("ab"), "")
    plt.close(fig)
