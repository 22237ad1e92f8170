"""The panel: what each control calls, on the widgets of either version, without a browser."""

import asyncio
import datetime
import io
import threading

import matplotlib.pyplot as plt
import pytest
import torch
from matplotlib.colors import to_rgb
from matplotlib.text import Text
from PIL import Image

from lecture_utils.figures.show import bundle
from lecture_utils.figures.style import use_style
from lecture_utils.machine import panel, teachable
from lecture_utils.machine.drawings import SIZE
from lecture_utils.machine.teachable import BOARD, CHALK


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


def test_a_drawn_dot_looks_as_it_will_in_the_picture(board):
    board.dots[0].click()
    shown = [to_rgb(board.dots[place].style.button_color) for place in (0, 1)]
    assert shown == [pytest.approx(colour, abs=0.003) for colour in (CHALK, BOARD)]


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
    assert alt.startswith("Classes: cat, dog. 2 of 2 epochs")
    assert fig.axes[0].lines[0].get_ydata().tolist() == board.machine.losses
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
    for kind in (-1, 2, 3):
        with pytest.raises(ValueError, match="expected a class from 0 to 1"):
            machine.rename(kind, "tiger")
    assert machine.names == ["cat", "dog"]


@pytest.mark.parametrize("name", ["$x^$", "$$", r"a\b", "<b>", r"$\x^$"])
def test_any_name_can_be_drawn(board, name):
    """In the style of the pages, with the pictures that say it: table, accuracy, last guess."""
    board.texts[0].value = name
    board.button.click()
    board.machine.ask(torch.rand(3, SIZE, SIZE))
    with plt.rc_context():
        use_style()
        fig, alt = board.machine.draw()
        data = bundle(fig, alt)
    said = fig.findobj(lambda part: isinstance(part, Text) and part.get_text() == name)
    assert len(said) >= 4 and not any(text.get_parse_math() for text in said)
    assert board.machine.names[0] == name and name in data["text/plain"]


def test_held_out_pictures_are_never_trained_on_and_are_all_that_is_counted(monkeypatch):
    """A fault that trains on all pictures makes every number of the panel better, and wrong."""
    seen = []

    def watch(model, optimizer, pictures, labels, *more):
        seen.append((pictures, labels))
        return train(model, optimizer, pictures, labels, *more)

    train = teachable.classifier.train
    monkeypatch.setattr(teachable.classifier, "train", watch)
    machine = teachable.Machine(count=20, epochs=1, held_out=0.3)
    machine.train()
    [(pictures, labels)] = seen
    all_pictures, all_labels = machine.examples()
    known = {picture.numpy().tobytes() for picture in pictures}
    held = [each for each in all_pictures if each.numpy().tobytes() not in known]
    assert (len(known), len(held)) == (28, 12) and labels.bincount().tolist() == [14, 14]
    guesses = machine.table.sum(dim=0)
    asked = teachable.classifier.probabilities(machine.model, torch.stack(held)).argmax(dim=-1)
    assert machine.table.sum() == 12 and guesses.tolist() == asked.bincount(minlength=2).tolist()


def test_what_is_opened_holds_each_dot_once_row_by_row(board, monkeypatch):
    boxes, built = [], panel.w.HBox
    monkeypatch.setattr(panel, "display", lambda *shown, **how: None)
    monkeypatch.setattr(panel.w, "HBox", lambda *parts, **how: boxes.append(built(*parts, **how))
                        or boxes[-1])  # fmt: skip
    board.open()
    rows = [box.children for box in boxes if box.children[0] in board.dots]
    assert [len(row) for row in rows] == [panel.GRID] * panel.GRID
    assert [dot for row in rows for dot in row] == list(board.dots)


def test_the_grid_is_reached_by_keyboard_and_its_dots_have_names(board):
    if board.dots[0].has_trait("tabbable"):  # from ipywidgets 8
        assert not any(dot.tabbable for dot in board.dots)
        assert {dot.tabbable for dot in board.dots} == {False}  # None would leave it to the browser
    assert board.row.value == board.column.value == teachable.GRID // 2  # the middle
    board.row.value, board.column.value = 3, 5
    board.turn.click()
    assert torch.tensor(board.cells).nonzero().tolist() == [[2, 4]]
    dot = board.dots[2 * teachable.GRID + 4]
    assert dot.style is board.chalk and dot.tooltip == "row 3, column 5: chalk"
    assert board.dots[0].tooltip == "row 1, column 1: dark"
    board.turn.click()
    assert not any(map(any, board.cells)) and dot.tooltip == "row 3, column 5: dark"
    board.turn.click()
    board.clear.click()
    assert dot.tooltip == "row 3, column 5: dark"


def test_after_a_hundred_fast_moves_the_last_value_holds(board):
    board.button.click()
    redrawn = []
    board.refresh = lambda: redrawn.append(1)
    for turn in range(100):
        board.held_out.value = 0.1 + 0.05 * (turn % 9)
        board.row.value = 1 + turn % 16
        board.dots[turn].click()
    assert not redrawn  # nothing that takes long is queued by a move
    assert board.machine.held_out == board.held_out.value == 0.1
    assert board.message.value.startswith("10% of each class")
    expected = board.machine.probabilities(teachable.grid_picture(board.cells))
    assert [bar.value for bar in board.bars[:2]] == pytest.approx(expected.tolist())
    for turn in range(100):
        board.texts[0].value = f"tiger {turn}"
    assert board.machine.names[0] == board.bars[0].description == "tiger 99"
    assert board.use.options[1][0] == "teach: tiger 99"


def test_no_control_is_a_menu_that_keys_of_the_notebook_reach(board):
    kinds = {type(part).__name__ for part in vars(board).values()}
    assert "Dropdown" not in kinds and "ToggleButtons" in kinds


def test_what_is_pressed_while_a_cell_runs_happens_after_it_in_the_thread_of_the_cells():
    """In JupyterLab controls have a thread of their own; a model bears no two trainings at once."""
    threads = []

    async def kernel():
        board = panel.Panel(teachable.Machine(count=24, epochs=1))
        board.refresh = lambda: threads.append(threading.current_thread())

        def press():
            board.texts[0].value = "tiger"
            board.button.click()
            board.dots[0].click()

        other = threading.Thread(target=press)
        other.start()
        other.join()  # a cell that lasts as long
        assert not threads and board.machine.names[0] == "cat"
        await asyncio.sleep(0)
        assert board.machine.names[0] == "tiger" and board.machine.table.sum() == 12
        assert board.cells[0][0]

    asyncio.run(kernel())
    assert set(threads) == {threading.current_thread()}
