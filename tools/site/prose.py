"""Markdown to HTML: with formulas as MathML, headings that can be linked to, links of the site."""

import re
from html import escape

from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from . import formulas

TAG = re.compile(r"<[^>]*>")
ONLY_MATH = re.compile(r"<math.*</math>", re.S)


def anchor(html, taken):
    """The id of a heading, as JupyterLab makes it: the text with hyphens; twice becomes -2.

    taken : the ids that the page has already; the new one is added
    """
    base = re.sub(r"\s+", "-", TAG.sub("", html).strip())
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken[name] = TAG.sub("", html).strip()
    return name


class Renderer(IPythonRenderer):
    """Renders one page; `headings` collects {id: text} of its sections (second level).

    links : translates addresses, as `links.Links` does
    """

    def __init__(self, links):
        super().__init__(escape=False, exclude_anchor_links=True)
        self.links, self.taken, self.headings = links, {}, {}

    def heading(self, text, level, **attrs):
        name = anchor(text, self.taken)
        if level == 2:
            self.headings[name] = self.taken[name]
        return f'<h{level} id="{escape(name)}">{text}</h{level}>\n'

    def link(self, text, url, title=None):
        target = self.links(url)
        return text if target is None or not text else super().link(text, target, title)

    def image(self, text, url, title=None):
        target = self.links(url)
        if target is None or "://" in target:  # a badge: it would be fetched from elsewhere
            return ""
        return f'<img src="{escape(target)}" alt="{escape(TAG.sub("", text))}" loading="lazy">'

    def paragraph(self, text):
        return super().paragraph(text) if text.strip() else ""

    def block_math(self, body):
        return formulas.block(body)

    def inline_math(self, body):
        return formulas.inline(body)

    def block_code(self, code, info=None):
        return f'<div class="code">{super().block_code(code, info)}</div>\n'


def _table(renderer, text):
    scrolls = 'role="group" tabindex="0" aria-label="Table"'
    return f'<div class="table" {scrolls}><table>{text}</table></div>'


def _table_cell(renderer, text, align=None, head=False):
    kind, more = ("th", ' scope="col"') if head and text.strip() else ("td", "")
    if kind == "th" and ONLY_MATH.fullmatch(text.strip()):  # not counted as text by every reader
        said = " ".join(TAG.sub(" ", text).split())
        text = text.replace("<math", f'<math aria-label="{escape(said)}"', 1)
    more += f' style="text-align:{align}"' if align else ""
    return f"<{kind}{more}>{text}</{kind}>"


class Prose:
    """Turns the Markdown texts of one page into HTML, one after the other."""

    def __init__(self, links):
        self.renderer = Renderer(links)
        self.markdown = MarkdownWithMath(renderer=self.renderer)
        # The plugin of tables registers its own: ours come after it.
        self.renderer.register("table", _table)
        self.renderer.register("table_cell", _table_cell)

    @property
    def headings(self):
        return self.renderer.headings

    def __call__(self, source):
        html = self.markdown.render(source)
        # A displayed formula is a block, and Markdown puts it into a paragraph.
        return re.sub(r'<p>(<div class="formula".*?</div>)</p>', r"\1", html, flags=re.S)
