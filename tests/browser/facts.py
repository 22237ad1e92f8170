"""What is read off a page, and what is wrong with it; no browser is needed for this.

tests/house/test_browser_facts.py holds these functions to made-up pages.
"""

import ipaddress
import re
import shlex
from urllib.parse import urlsplit

ADDRESSLESS = ("about", "blob", "chrome", "data", "devtools")  # schemes that ask no other machine


def lab_arguments(makefile):
    """What `make lab` hands to Python, as a list of words: `["-m", "jupyterlab", …]`.

    makefile : its text. Raises ValueError when it has no such target.
    """
    recipe = re.search(r"^lab:.*\n\t\$\(PY\) (.*)$", makefile, re.MULTILINE)
    if recipe is None:
        raise ValueError("expected a target lab: whose first line runs $(PY)")
    return shlex.split(recipe[1])


def outside(addresses):
    """The addresses among `addresses` that are not of this machine, each once, in order."""
    return [url for url in dict.fromkeys(addresses) if not _is_near(urlsplit(url))]


def _is_near(parts):
    if parts.scheme in ADDRESSLESS or parts.hostname == "localhost":
        return True
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return False


def pictures(cells):
    """How many pictures the outputs of the cells hold, as HTML."""
    outputs = (output for cell in cells for output in cell.get("outputs", []))
    return sum("".join(output.get("data", {}).get("text/html", "")).count("<img ")
               for output in outputs)  # fmt: skip


def failures(cells):
    """Say which cell printed an error or wrote to stderr.

    cells : as the notebook format has them
    """
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error":
                yield f"cell {number}: {output['ename']}: {output['evalue']}"
            elif output.get("name") == "stderr":
                yield f"cell {number} on stderr: {''.join(output['text']).strip()}"


def not_run(cells):
    """The numbers of the code cells that hold code and were not run."""
    return [
        number
        for number, cell in enumerate(cells, start=1)
        if cell["cell_type"] == "code" and "".join(cell["source"]).strip()
        and cell.get("execution_count") is None
    ]  # fmt: skip


def unexplained(cells, sentence="training was interrupted"):
    """Say which cell fails with anything but `sentence`: an empty error, or a later victim's."""
    for number, cell in enumerate(cells, start=1):
        for output in cell.get("outputs", []):
            if output["output_type"] == "error" and not output["evalue"].startswith(sentence):
                yield f"cell {number}: {output['ename']}: {output['evalue']}"


def sources(cells):
    """The cells as they were written: what no key that moves a control may change."""
    return ["".join(cell["source"]) for cell in cells]


def luminance(colour):
    """Relative luminance of (red, green, blue), each 0 … 255, as WCAG 2 defines it: 0 … 1."""
    linear = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (level / 255 for level in colour)
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """Contrast of two colours (red, green, blue), as WCAG 2 defines it: 1 (none) … 21."""
    dark, bright = sorted((luminance(one), luminance(other)))
    return (bright + 0.05) / (dark + 0.05)


def pale(texts, least=4.5):
    """Say which texts are hard to read.

    texts : of a page, each {"text", "colour", "ground"}, the colours as (red, green, blue)
    least : contrast that the small text of a page needs, as WCAG 2 asks (level AA)
    """
    for text in texts:
        found = contrast(text["colour"], text["ground"])
        if found < least:
            yield f"{text['text']!r}: contrast {found:.2f}, colour {text['colour']}"
