"""Controls, moved by keyboard alone, and the picture that has to follow."""

from playwright.sync_api import TimeoutError as TooLate

CONTROLS = (
    ".jp-OutputArea .noUi-handle, .jp-OutputArea .widget-text input, "
    ".jp-OutputArea .widget-toggle-buttons button:not(.mod-active)"
)
# In JupyterLab the keys that choose in such a list also move, cut or delete cells.
UNSAFE = ".jp-OutputArea select"
SENTENCE = "the white cat _ the old boat"
TABS = 60  # more stops than any page of controls has
BLANK = 1_000  # characters: the address of a picture of one colour is shorter

PICTURES = "all => all.map(one => [one.currentSrc || one.src, one.alt])"
# While an output is replaced its cell shows fewer pictures, or none: that is no change yet.
OTHER = f"""([cell, before]) => {{
  const now = ({PICTURES})([...cell.querySelectorAll('.jp-OutputArea img')]);
  return now.length >= before.length && JSON.stringify(now) !== JSON.stringify(before);
}}"""


def pictures(cell):
    """What a cell shows: address and words of each of its pictures."""
    return cell.locator(".jp-OutputArea img").evaluate_all(PICTURES)


def reach(page, control, start):
    """Walk from `start` to `control` with the tab key alone."""
    start.focus()
    for _ in range(TABS):
        if control.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key does not reach {control.evaluate('one => one.outerHTML')}")


def ways(control):
    """The keys to try on a control, one list after the other, until its picture changes."""
    if control.evaluate("one => one.matches('.noUi-handle')"):
        return [["ArrowRight"], ["ArrowLeft"], ["Home"], ["End"]]
    if control.evaluate("one => one.matches('input')"):
        return [["Control+a", *SENTENCE, "Enter"]]
    return [["Space"]]


def press(page, keys):
    for key in keys:
        page.keyboard.press("Space" if key == " " else key)


def still(notebook, cell, control, start, patience=20_000):
    """Move a control of a cell by keyboard; None, or words on what is wrong with its picture."""
    before = pictures(cell)
    reach(notebook.page, control, start)
    name = control.evaluate("one => one.closest('.jupyter-widgets').innerText")
    tried = ways(control)
    for keys in tried:
        press(notebook.page, keys)
        notebook.settle()
        if len(now := pictures(cell)) >= len(before) and now != before:
            return faulty(name, now)
    try:
        changed(notebook, cell, before, patience)
    except TooLate:
        return f"{name!r}: the picture stays as it is after {tried}"
    return faulty(name, pictures(cell))


def faulty(name, shown):
    """Words when one of the pictures shown has a single colour or no alt text, or None."""
    if any(len(address) < BLANK for address, _ in shown):
        return f"{name!r}: a picture is blank"
    if any(alt.strip() in ("", "Image") for _, alt in shown):  # the word that JupyterLab puts there
        return f"{name!r}: a picture has no words"
    return None


def changed(notebook, cell, before, patience=120_000):
    """Wait until the pictures of a cell are others than `before`."""
    notebook.page.wait_for_function(OTHER, arg=[cell.element_handle(), before], timeout=patience)
