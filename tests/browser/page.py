"""A notebook that is open in the browser, and what a reader does with it."""

from playwright.sync_api import Error

from . import scripts

LOADING = 240_000  # ms for a page under load; a second and last try follows
RUNNING = 1_500_000  # ms for all cells of a notebook
MOVING = 120_000  # ms for what one control starts
SIZE = {"width": 1280, "height": 1000}


class Notebook:
    """A notebook in JupyterLab.

    context : Playwright's browser context
    lab : a running Lab
    name : of the notebook's file
    """

    def __init__(self, context, lab, name):
        self.requests, self.faults, self.lab = [], [], lab
        self.page = context.new_page()
        self.page.set_default_timeout(MOVING)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("websocket", lambda socket: self.requests.append(socket.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self._open(f"{lab.url}/lab/tree/notebooks/{name}?reset&token={lab.token}")

    def _open(self, address):
        for last in (False, True):
            try:
                self.page.goto(address, timeout=LOADING, wait_until="domcontentloaded")
                self.page.wait_for_function(scripts.READY, timeout=LOADING)
                return
            except Error as error:
                if last:
                    error.add_note(f"JupyterLab said last:\n{self.lab.said()}")
                    raise

    def close(self):
        self.page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")
        self.page.close(run_before_unload=False)

    def cells(self):
        """The cells as the notebook format has them, as they are now."""
        return self.page.evaluate(scripts.CELLS)

    def begin(self, command):
        """Start a command of JupyterLab's menus."""
        self.page.evaluate(scripts.BEGIN, command)

    def finish(self):
        """Wait until what was begun has ended, and is painted."""
        self.page.wait_for_function(scripts.ENDED, timeout=RUNNING)
        self.settle()

    def run_all(self):
        """What the menu's Run ▸ Run All Cells does."""
        self.begin("notebook:run-all-cells")
        self.finish()

    def run_cell(self, place):
        self.page.evaluate(scripts.RUN_CELL, place)

    def settle(self):
        """Wait until the kernel has answered all that it was asked, and the page shows it."""
        self.page.evaluate(scripts.SETTLE)

    def theme(self, name):
        """Switch the theme: "Light" or "Dark"."""
        self.page.evaluate(
            "theme => window.jupyterapp.commands.execute('apputils:change-theme', {theme})",
            f"JupyterLab {name}",
        )
        self.page.wait_for_selector(
            f"body[data-jp-theme-name='JupyterLab {name}']", state="attached"
        )
        self.page.evaluate(scripts.SETTLE)

    def code_cell(self, place):
        """The cell at `place`, counted from 0."""
        return self.page.locator(".jp-Notebook .jp-Cell").nth(place)

    def with_controls(self):
        """The places of the cells that show controls."""
        cells = self.page.locator(".jp-Notebook .jp-Cell")
        return [n for n in range(cells.count())
                if cells.nth(n).locator(".jp-OutputArea .jupyter-widgets").count()]  # fmt: skip
