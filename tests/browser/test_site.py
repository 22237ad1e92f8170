"""The website in a browser: nothing fetched from elsewhere, nothing that axe-core objects to.

The `browser` is that of conftest.py. Wide and light, then narrow and dark.
"""

import functools
import http.server
import threading
from urllib.parse import urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe

from tools import notebooks
from tools.site.build import build
from tools.slides.deck import slides
from tools.slides.write import write

NAMES = ["index", "class", "about", "data", *(path.stem for path in notebooks.PATHS)]
VIEWS = {"wide": (1280, "light"), "narrow": (390, "dark")}
DECKS = [path for path in notebooks.PATHS if path.name.startswith(("03", "07"))]


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        """No line a request on the tests' output."""


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """Where the site is served: under a sub-path, as GitHub Pages does it."""
    top = tmp_path_factory.mktemp("served")
    build(top / "attention")
    for path in DECKS:
        write(slides(notebooks.read(path)), top / "attention" / f"slides-{path.stem}.html")
    serve = functools.partial(Silent, directory=str(top))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/attention/"
        server.shutdown()


@pytest.fixture(params=VIEWS)
def page(request, browser):
    width, scheme = VIEWS[request.param]
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.set_default_timeout(120_000)
    yield page
    context.close()


# Marks the first text of each look on the page (its colour and size, the grounds behind it): for
# the contrast of every word axe-core takes five times as long as for all its other rules together.
MARK_LOOKS = """() => {
  const seen = new Set();
  for (const part of document.querySelectorAll('body *')) {
    if (![...part.childNodes].some(node => node.nodeType === 3 && node.data.trim())) continue;
    if (!part.checkVisibility()) continue;
    const own = getComputedStyle(part), look = [own.color, own.fontSize, own.fontWeight];
    for (let at = part; at; at = at.parentElement) {
      const behind = getComputedStyle(at);
      look.push(behind.backgroundColor, behind.backgroundImage, behind.opacity);
    }
    if (seen.size < seen.add(look.join()).size) part.dataset.look = 'first';
  }
}"""


def objections(page):
    """What axe-core says against the page that is open; of contrast, once for each look."""
    page.evaluate(MARK_LOOKS)
    contrast, least = "color-contrast", {"resultTypes": ["violations"]}
    asked = [
        Axe().run(page, options={**least, "rules": {contrast: {"enabled": False}}}),
        Axe().run(page, context="[data-look]", options={**least, "runOnly": [contrast]}),
    ]
    found = [one for each in asked for one in each.response["violations"]]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("name", NAMES)
def test_a_page(page, address, name):
    requests, faults = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("requestfailed", lambda request: faults.append(request.url))
    page.on("response", lambda answer: answer.ok or faults.append(answer.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(f"{address}{name}.html", wait_until="load")
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    page.evaluate("document.querySelectorAll('img').forEach(one => { one.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every(one => one.complete && one.naturalWidth)")
    elsewhere = [url for url in requests if not url.startswith((address, "data:"))]
    assert not elsewhere and not faults
    assert page.evaluate("[...document.images].every(one => one.alt.trim())")
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert over <= 0, f"{over} px wider than the screen"
    assert objections(page) == []


def test_all_links_inside_lead_to_something(page, address):
    targets, ids = set(), {}
    for name in NAMES:
        page.goto(f"{address}{name}.html")
        links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
        targets |= {urljoin(page.url, link) for link in links}
        ids[page.url] = set(page.eval_on_selector_all("[id]", "all => all.map(a => a.id)"))
    inside = {url for url in targets if url.startswith(address)}
    assert len(inside) > len(NAMES)
    for url in inside:
        file, fragment = urldefrag(url)
        known = ids.get(file)
        assert known is not None or page.request.get(file).ok, url
        assert not fragment or page.evaluate("decodeURIComponent", fragment) in known, url


@pytest.mark.parametrize("path", DECKS, ids=lambda path: path.stem)
def test_slides_turn_by_key_and_fit(page, address, path):
    page.goto(f"{address}slides-{path.stem}.html")
    over = "all => all.filter(one => one.scrollHeight > one.clientHeight + 1).map(one => one.id)"
    assert page.eval_on_selector_all("section", over) == []
    for key, number in [("ArrowRight", 2), ("ArrowDown", 3), ("ArrowLeft", 2), ("Home", 1)]:
        page.keyboard.press(key)
        page.wait_for_function(f"location.hash === '#slide-{number}'")
    assert objections(page) == []


def test_a_faulty_page_is_noticed(page, address):
    page.goto(f"{address}index.html")
    assert objections(page) == []
    page.evaluate("document.images[0].removeAttribute('alt')")
    page.evaluate("[...document.querySelectorAll('main p')].at(-1).style.color = '#777'")
    assert {said.split(":")[0] for said in objections(page)} == {"image-alt", "color-contrast"}
