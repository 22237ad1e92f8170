"""TeX to MathML, which browsers draw by themselves: no script, no font, no network.

MathML is not broken into lines. So a long formula becomes several, cut where a reader would cut it.
"""

import re

from latex2mathml.converter import convert

LONG_INLINE = 24  # characters of TeX: from here on, a line may end before an equals sign
LONG_BLOCK = 30  # and here, a telephone may have to scroll
STEP = re.compile(r"\\(begin|left|bigl)\b|\\(end|right|bigr)\b|\\qquad|\\\S|.", re.S)


def pieces(tex, mark, keep=""):
    """Cut a formula at a mark where no bracket is open; `keep` begins the piece that follows."""
    depth, found = 0, [""]
    for step in STEP.finditer(tex):
        text = step[0]
        depth += bool(step[1] or text in "{(") - bool(step[2] or text in "})")
        if text == mark and depth == 0:
            found.append(keep)
        else:
            found[-1] += text
    return [piece for piece in found if piece.strip()]


def mathml(tex, display="inline"):
    """One formula as a `<math>` element.

    Raises ValueError when something in it was not understood.
    """
    html = convert(tex.replace("{aligned}", "{split}").strip(), display=display)
    if re.search(r"<mi>(&|&amp;|&#x00026;|\\[^<]*)</mi>|\\[a-z]+", html):
        raise ValueError(f"this formula cannot be written as MathML: {tex}")
    return html


def inline(tex):
    """A formula in a line of text."""
    if len(tex) < LONG_INLINE:
        return mathml(tex)
    return "<wbr>".join(map(mathml, pieces(tex, "=", keep="{}=")))


def block(tex):
    """A formula on its own: what \\qquad separates stands side by side where there is room."""
    parts = pieces(tex, r"\qquad")
    scrolls = max(map(len, parts)) > LONG_BLOCK
    name = ' tabindex="0" role="group" aria-label="Formula"' if scrolls else ""
    return f'<div class="formula"{name}>{"".join(mathml(part, "block") for part in parts)}</div>'
