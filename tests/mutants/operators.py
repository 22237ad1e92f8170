"""Faults of one line, drawn from the syntax tree of a file: what a slip of the hand would leave.

`faults(source, pictures)` lists all that the operators below can make. A fault is a replacement of
text, so that the rest of the file stays as it is, comments and line numbers too.
"""

import ast
from typing import NamedTuple

COMPARED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==",
            "in": "not in", "not in": "in", "is": "is not", "is not": "is"}  # fmt: skip
SYMBOL = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
          ast.In: "in", ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not"}  # fmt: skip
COUNTED = {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
           ast.FloorDiv: ast.Div, ast.Mod: ast.Mult, ast.Pow: ast.Mult}  # fmt: skip
TWINS = {"max": "min", "argmax": "argmin", "amax": "amin", "any": "all", "ceil": "floor",
         "triu": "tril", "rows": "columns", "left": "right", "top": "bottom", "QUERY": "KEY",
         "QUERY_INK": "KEY_INK", "VALUE": "KEY", "INK": "MUTED", "SHADES": "SIGNED",
         "key": "value", "keys": "values", "source": "target", "english": "french",
         "singular": "plural", "masculine": "feminine"}  # fmt: skip
TWINS |= {new: old for old, new in TWINS.items() if new not in TWINS}


class Fault(NamedTuple):
    """One replacement: from `start` to `end` (offsets of characters) stands `new` afterwards."""

    operator: str
    line: int
    start: int
    end: int
    new: str

    def applied(self, source):
        return source[: self.start] + self.new + source[self.end :]

    def lines(self, source):
        """(the first line it changes, the same line afterwards), both without their indent."""
        after = self.applied(source).splitlines()
        return source.splitlines()[self.line - 1].strip(), after[self.line - 1].strip()


def faults(source, pictures=False):
    """All faults of a file, in the order of the tree.

    pictures : whether texts are changed, too, as in the room of figures
    """
    return sorted(set(_Walk(source, pictures).found), key=lambda fault: (fault.start, fault))


class _Walk(ast.NodeVisitor):
    def __init__(self, source, pictures):
        self.source, self.pictures, self.found = source, pictures, []
        lines = source.splitlines(keepends=True)
        self.starts = [sum(map(len, lines[:number])) for number in range(len(lines) + 1)]
        self.lines = lines
        self.visit(ast.parse(source))

    def _place(self, line, column):
        text = self.lines[line - 1]  # the tree counts bytes
        before = column if text.isascii() else len(text.encode()[:column].decode())
        return self.starts[line - 1] + before

    def _add(self, operator, node, new, end_of=None):
        last = end_of or node
        start = self._place(node.lineno, node.col_offset)
        end = self._place(last.end_lineno, last.end_col_offset)
        if self.source[start:end] != new:
            self.found.append(Fault(operator, node.lineno, start, end, new))

    def _text(self, node):
        start = self._place(node.lineno, node.col_offset)
        return self.source[start : self._place(node.end_lineno, node.end_col_offset)]

    # what is no behaviour: imports, annotations, documentation; and texts within f-strings, whose
    # places Python 3.11 does not know
    def visit_Import(self, node):
        pass

    visit_ImportFrom = visit_JoinedStr = visit_Import

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_FunctionDef(self, node):
        arguments = node.args
        for default in [*arguments.defaults, *filter(None, arguments.kw_defaults)]:
            if isinstance(default, ast.Constant) and default.value is None:
                continue
            self._constant("default", default)
        self._body(node.body)

    def visit_ClassDef(self, node):
        self._body(node.body)

    visit_Module = visit_ClassDef

    def _body(self, statements):
        for number, statement in enumerate(statements):
            first = isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            if not (number == 0 and first):
                self.visit(statement)

    def visit_Raise(self, node):
        pass  # what is raised and said is for the tests of messages; guards are deleted by `if`

    def visit_Assert(self, node):
        self.visit(node.test)

    def visit_If(self, node):
        if "TYPE_CHECKING" in self._text(node.test):
            return
        if isinstance(node.body[0], ast.Raise) and not node.orelse:
            self._add("guard deleted", node.test, "False")
        else:
            self._add("condition turned", node.test, f"not ({self._text(node.test)})")
        self.generic_visit(node)

    def visit_IfExp(self, node):
        self._add("condition turned", node.test, f"(not ({self._text(node.test)}))")
        self.generic_visit(node)

    def visit_Return(self, node):
        if node.value and not (isinstance(node.value, ast.Constant) and node.value.value is None):
            self._add("return value dropped", node, "return None")
        self.generic_visit(node)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call):
            self._add("statement deleted", node, "pass")
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self._add("statement deleted", node, "pass")
        if type(node.op) in COUNTED:
            new = ast.AugAssign(node.target, COUNTED[type(node.op)](), node.value)
            self._add("sign", node, ast.unparse(new))
        self.generic_visit(node)

    def visit_Assign(self, node):
        if not any(isinstance(part, ast.Name) for target in node.targets
                   for part in ast.walk(target) if isinstance(getattr(part, "ctx", None), ast.Store)
                   ):  # fmt: skip
            self._add("statement deleted", node, "pass")
        self.generic_visit(node)

    def visit_Continue(self, node):
        self._add("statement deleted", node, "pass")

    def visit_Break(self, node):
        self._add("statement deleted", node, "pass")

    def visit_Compare(self, node):
        if len(node.ops) == 1:
            left, right = self._text(node.left), self._text(node.comparators[0])
            if left and right:
                sign = COMPARED[SYMBOL[type(node.ops[0])]]
                self._add("compare", node, f"{left} {sign} {right}")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        texts = isinstance(node.left, (ast.Constant, ast.JoinedStr)) and not isinstance(
            getattr(node.left, "value", ""), (int, float)
        )
        if type(node.op) in COUNTED and not texts:
            new = ast.BinOp(node.left, COUNTED[type(node.op)](), node.right)
            self._add("sign", node, f"({ast.unparse(new)})")
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        sign = ast.And() if isinstance(node.op, ast.Or) else ast.Or()
        self._add("and/or", node, f"({ast.unparse(ast.BoolOp(sign, node.values))})")
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, (ast.Not, ast.USub, ast.Invert)):
            operator = "sign" if isinstance(node.op, ast.USub) else "not"
            self._add(operator, node, self._text(node.operand))
        self.generic_visit(node)

    def visit_Call(self, node):
        one_two = node.args[:2]
        if len(one_two) == 2 and not any(isinstance(part, ast.Starred) for part in one_two):
            texts = [self._text(part) for part in one_two]
            first, second = one_two
            between = self.source[self._place(first.end_lineno, first.end_col_offset) :]
            between = between[: self._place(second.lineno, second.col_offset)
                              - self._place(first.end_lineno, first.end_col_offset)]  # fmt: skip
            if texts[0] != texts[1]:
                self._add("arguments swapped", one_two[0], f"{texts[1]}{between}{texts[0]}",
                          end_of=one_two[1])  # fmt: skip
        for keyword in node.keywords:
            if keyword.arg in ("dim", "axis", "dims"):
                self._axis(keyword.value)
        self.generic_visit(node)

    def _axis(self, node):
        if self._text(node) in ("0", "1", "-1", "-2"):
            new = {"0": "1", "1": "0", "-1": "-2", "-2": "-1"}[self._text(node)]
            self._add("axis", node, new)

    def visit_Slice(self, node):
        if node.lower and node.upper is None:
            self._add("slice", node, ":")
        self.generic_visit(node)

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load) and node.id in TWINS and (
            self.pictures or node.id in ("max", "min", "any", "all")
        ):  # fmt: skip
            self._add("twin name", node, TWINS[node.id])

    def visit_Attribute(self, node):
        if isinstance(node.ctx, ast.Load) and node.attr in TWINS:
            self._add("twin name", node, f"{self._text(node.value)}.{TWINS[node.attr]}")
        self.generic_visit(node)

    def visit_Constant(self, node):
        self._constant("constant", node)

    def _constant(self, operator, node):
        value = getattr(node, "value", None) if isinstance(node, ast.Constant) else None
        if isinstance(value, bool):
            self._add(operator, node, str(not value))
        elif isinstance(value, int):
            self._add(operator, node, str(value + 1))
            if value > 1:
                self._add(operator, node, str(value - 1))
        elif isinstance(value, float):
            self._add(operator, node, repr(2 * value))
        elif isinstance(value, str) and value.strip() and self.pictures:
            other = {"left": "right", "right": "left", "center": "left"}.get(value)
            if other:
                self._add("text", node, repr(other))
            elif " " in value or value[:1].isupper():
                self._add("text", node, repr(f"{value[::-1]}"))
