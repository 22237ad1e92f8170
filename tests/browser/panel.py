"""The panel of notebook 06, by keyboard alone: its controls depend on each other."""

from playwright.sync_api import TimeoutError as TooLate

from lecture_utils.paths import ROOT

from . import facts, scripts
from .keyboard import changed, pictures, press, reach


class Hands:
    """The keyboard on the panel's cell."""

    def __init__(self, notebook, cell):
        self.notebook, self.cell, self.page = notebook, cell, notebook.page
        self.start = cell.locator(".widget-text input").first

    def button(self, name):
        return self.cell.get_by_role("button", name=name, exact=True)

    def press(self, control, *keys):
        reach(self.page, control, self.start)
        press(self.page, keys)
        self.notebook.settle()

    def press_and_see(self, control, *keys):
        before = pictures(self.cell)
        self.press(control, *keys)
        changed(self.notebook, self.cell, before)

    def choose(self, control, tries=3):
        """Open the dialog that asks for a file. A page under load may let a key pass: try again."""
        for last in (*(tries - 1) * [False], True):
            reach(self.page, control, self.start)
            try:
                with self.page.expect_file_chooser(timeout=40_000) as chooser:
                    press(self.page, ["Space"])
                return chooser.value
            except TooLate:
                if last:
                    raise

    def soon(self, holds, patience=60):
        """Wait until something holds: what a control sets off happens after the kernel's answer."""
        for _ in range(10 * patience):
            if holds():
                return
            self.page.wait_for_timeout(100)
        assert holds()

    def bars(self):
        return self.cell.locator(".progress-bar").evaluate_all("all => all.map(b => b.style.width)")


def work(notebook):
    """Do with the panel, in the notebook that ran, what a reader can do; assert what follows."""
    (place,) = notebook.with_controls()
    cell = notebook.code_cell(place)
    hands = Hands(notebook, cell)
    handles = cell.locator(".noUi-handle")
    split, row, column = (handles.nth(n) for n in range(3))
    texts, message = cell.locator(".widget-text input"), cell.locator(".widget-html").last

    hands.press_and_see(hands.start, "Control+a", *"kitten", "Enter")
    hands.press(split, "ArrowRight")
    hands.soon(lambda: "put aside" in message.inner_text())
    hands.press_and_see(hands.button("Train"), "Space")

    empty = hands.bars()
    for keys in (["ArrowLeft"], ["ArrowLeft"], ["ArrowRight"]):
        hands.press(row, *keys)
        hands.press(column, *keys)
        hands.press(hands.button("Turn this dot"), "Space")
    dots = cell.locator("button[title^='row ']")
    chalk = cell.locator("button[title$=': chalk']")
    hands.soon(lambda: dots.count() == 256 and chalk.count() in (1, 3))
    hands.soon(lambda: hands.bars() != empty)
    hands.press_and_see(hands.button("Use drawing"), "Space")
    hands.press(hands.button("teach: kitten"), "Space")
    hands.press(hands.button("Use drawing"), "Space")
    hands.soon(lambda: "of your own: 1" in message.inner_text())
    hands.press(hands.button("Clear drawing"), "Space")
    hands.soon(lambda: not chalk.count())

    hands.press(hands.button("guess it"), "Space")
    before = pictures(cell)
    chosen = hands.choose(cell.get_by_role("button", name="Upload"))
    chosen.set_files(ROOT / "notebooks" / "images" / "06_teachable_machine.png")
    changed(notebook, cell, before)

    assert texts.nth(2).is_disabled()
    hands.press(cell.locator("input[type=checkbox]"), "Space")
    hands.soon(lambda: texts.nth(2).is_enabled() and "3 classes now" in message.inner_text())
    assert not notebook.page.evaluate(scripts.CUT_OFF)
    hands.press_and_see(hands.button("Train"), "Space")

    assert cell.locator("button[title^='row ']").evaluate_all(
        "all => all.every(d => d.tabIndex < 0)"
    )
    assert not notebook.page.evaluate(scripts.NAMELESS)
    assert not list(facts.failures(notebook.cells()))
