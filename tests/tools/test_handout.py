"""A handout gives nothing away, and runs from the top to the bottom."""

import ast

import nbclient
import nbformat

from lecture_utils.paths import ROOT
from tools import notebooks
from tools.handout import QUESTION, asked, calls, handout, paragraphs, without_solution

BOTH = """<details><summary>Hint</summary>

Think.
</details>
<details><summary>Solution</summary>

```python
# ## not a heading
x = 1
```
</details>

Because of this.

### Exercise 2 (4 min)

Next."""


def test_solutions_go_and_hints_and_the_next_exercise_stay():
    left = without_solution(BOTH)
    assert "Think." in left and left.endswith("### Exercise 2 (4 min)\n\nNext.")
    assert "x = 1" not in left and "Because" not in left


def test_the_first_paragraph_after_an_answer_is_asked_for():
    text = "It fell.\n\n## Next\n\n```\na\n\nb\n```"
    assert paragraphs(text) == ["It fell.", "## Next", "```\na\n\nb\n```"]
    assert asked(text, resolved=True) == text.replace("It fell.", QUESTION)
    assert asked(text, resolved=False) == text
    assert asked("A.\n\n**What to see.** It fell.", resolved=False) == f"A.\n\n{QUESTION}"
    assert asked("## Next\n\nA.", resolved=True) == "## Next\n\nA."


def test_no_handout_gives_an_answer_away():
    for path in notebooks.PATHS:
        before, after = notebooks.read(path), handout(notebooks.read(path))
        nbformat.validate(after)
        text = "\n".join(cell.source for cell in after.cells if cell.cell_type == "markdown")
        assert "<summary>Solution" not in text and "**Spoiler**" not in text, path.name
        assert text.count("<details>") == text.count("</details>"), path.name
        exercises = [[cell.source for cell in book.cells if "exercise" in notebooks.tags(cell)]
                     for book in (before, after)]  # fmt: skip
        assert exercises[0] == exercises[1], path.name
        waiting = False
        for cell in after.cells:
            if cell.cell_type != "code":
                continue
            assert not cell.outputs and cell.execution_count is None
            ast.parse(cell.source)
            if waiting and calls(cell, "resolve"):
                assert cell.metadata["jupyter"]["source_hidden"], cell.source
            waiting = (waiting or calls(cell, "prediction")) and not calls(cell, "resolve")
        assert QUESTION in text, path.name


def test_a_handout_runs_from_its_folder(tmp_path):
    """Beside notebooks/, as `make handout` puts it: the set-up cell finds the package."""
    [path] = [path for path in notebooks.PATHS if path.name.startswith("07")]
    folder = ROOT / "handout"
    made = not folder.exists()
    folder.mkdir(exist_ok=True)
    try:
        client = nbclient.NotebookClient(
            handout(notebooks.read(path)), kernel_name="python3", timeout=120,
            resources={"metadata": {"path": str(folder)}},
        )  # fmt: skip
        client.execute()
    finally:
        if made:
            folder.rmdir()
