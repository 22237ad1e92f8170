"""Cells that need something optional say so, where it is missing, instead of failing."""

import ast
import symtable

from IPython import get_ipython


class Missing:
    """Stands in a notebook for a thing that is not there.

    name     : of the thing, such as "MiniLM"
    sentence : printed once: how to get it

    From then on a cell that uses a variable which holds this, or which such a cell would have
    made, prints one line instead of running. Cells that do not need it run as ever, and once the
    thing is there, running the cells again brings everything back.
    """

    def __init__(self, name, sentence):
        self.name = name
        print(f"○ {sentence}")
        shell = get_ipython()
        if shell and not any(isinstance(one, _Skipper) for one in shell.ast_transformers):
            shell.ast_transformers.append(_Skipper(shell.user_ns))


class _Skipper(ast.NodeTransformer):
    """Reads each cell before it runs; `names` are the notebook's variables."""

    def __init__(self, names):
        self.names = names

    def visit_Module(self, cell):
        read, made = _names(cell)
        lost = [self.names[n] for n in sorted(read) if isinstance(self.names.get(n), Missing)]
        if not lost:
            return cell
        self.names.update(dict.fromkeys(made, lost[0]))
        return ast.parse(f"print('○ {lost[0].name} is not here, and this cell needs it.')")


def _names(cell):
    """The variables a cell takes from cells before it, and those it makes."""
    read, made = set(), set()
    for statement in cell.body:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        read |= set(_taken(table)) - made
        made |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_assigned()}
    return read, made


def _taken(table):
    for symbol in table.get_symbols():
        outside = table.get_type() == "module" or symbol.is_global()
        if symbol.is_referenced() and outside:
            yield symbol.get_name()
    for child in table.get_children():
        yield from _taken(child)
