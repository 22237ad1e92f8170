"""Arguments that are looked at before a taught function runs, so that its body is the lesson."""

import functools
import inspect
import operator


def guarded(check=None, after=None):
    """Decorate a function: `check` sees its arguments before it runs, `after` its result.

    check : function with the parameters of the guarded one (so it is called with all of them,
            defaults included); it raises, and returns None, or a tuple of arguments to use instead
    after : function (result, *arguments as they were given); it raises, or returns the result

    The signature, the name and the docstring of the function stay.
    """

    def decorate(function):
        signature = inspect.signature(function)

        @functools.wraps(function)
        def call(*arguments, **named):
            bound = signature.bind(*arguments, **named)
            bound.apply_defaults()
            given = bound.args
            used = given if check is None else check(*given) or given
            result = function(*used)
            return result if after is None else after(result, *given)

        return call

    return decorate


def whole(name, number, least=1):
    """`number` as an int of at least `least`; a TypeError or ValueError that names it otherwise.

    True and False are refused: Python counts with them, and who writes one means a switch.
    """
    try:
        if "bool" in (type(number).__name__, *str(getattr(number, "dtype", "")).split(".")):
            raise TypeError
        found = operator.index(number)
    except TypeError:
        kind = type(number).__name__
        raise TypeError(f"{name} must be a whole number, got {number!r:.60} ({kind})") from None
    if found < least:
        raise ValueError(f"{name} must be at least {least}, got {found}")
    return found


def finite(x):
    """Whether all numbers are finite: a sum is quick, and a large one is looked at in full."""
    return bool(x.is_meta or x.detach().sum().isfinite() or x.isfinite().all())
