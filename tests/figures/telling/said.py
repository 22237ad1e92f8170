"""What the functions of the room say: alt texts and titles, whole, as their callers get them."""

from lecture_utils import figures
from tests import listening

FUNCTIONS = listening.functions(figures, without=("show", "style"))  # these show what others draw


def texts(returned):
    """The texts among what a function of the room returns."""
    parts = returned if isinstance(returned, tuple) else (returned,)
    return [repr(part) for part in parts if isinstance(part, str)]
