"""Controls that redraw a figure in place, and leave a static picture where nothing is live.

`interact` and `Output` put their pictures into widget state, which a stored notebook, a code host
or a test does not show. Here the picture is an ordinary output of the cell; a control updates it.
"""

import ipywidgets
from IPython.display import display

from .plots import bundle


def live(draw, **controls):
    """Show `draw(**values)` and redraw it whenever a control moves.

    draw     : function of the controls' values that returns (figure, alt text)
    controls : one ipywidgets control a parameter of `draw`

    Raises TypeError when a control has no value, or `draw` returns something else.
    """
    for name, control in controls.items():
        if not hasattr(control, "value") or not hasattr(control, "observe"):
            raise TypeError(f"control {name} must be a widget with a value, got {control!r}")

    def picture():
        drawn = draw(**{name: control.value for name, control in controls.items()})
        if not (isinstance(drawn, tuple) and len(drawn) == 2):
            raise TypeError(f"draw must return (figure, alt text), got {type(drawn).__name__}")
        return bundle(*drawn)

    data, metadata = picture()
    handle = display(data, metadata=metadata, raw=True, display_id=True)

    def redraw(_change):
        data, metadata = picture()
        handle.update(data, metadata=metadata, raw=True)

    for control in controls.values():
        control.observe(redraw, "value")
    box = ipywidgets.VBox(list(controls.values()))
    names = ", ".join(control.description or name for name, control in controls.items())
    display(
        {
            "application/vnd.jupyter.widget-view+json": {
                "version_major": 2,
                "version_minor": 0,
                "model_id": box.model_id,
            },
            "text/plain": f"[controls: {names}; run this cell to move them]",
        },
        raw=True,
    )
