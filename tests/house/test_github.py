"""What GitHub reads of this repository: its workflows, its settings, the container, the citation.

Nothing here runs on a desk, so a slip would be seen by the first one who pushes.
"""

import json
import re

import pytest
import yaml

from lecture_utils.paths import ROOT

FILES = sorted([*(ROOT / ".github").rglob("*.y*ml"), ROOT / "CITATION.cff"])
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TARGET = re.compile(r"^([a-z][a-z-]*):", re.M)
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def read(path):
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs():
    """(workflow, name, job) of each job; a workflow's triggers are read as YAML's True."""
    for path in WORKFLOWS:
        workflow = read(path)
        for name, job in workflow["jobs"].items():
            yield pytest.param(workflow, job, id=f"{path.stem}-{name}")


JOBS = list(jobs())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_it_can_be_read(path):
    assert isinstance(read(path), dict)


@pytest.mark.parametrize("workflow, job", JOBS)
def test_a_job_ends_and_may_no_more_than_it_needs(workflow, job):
    assert job["timeout-minutes"] <= 60
    assert workflow["permissions"] == {"contents": "read"}
    runs = [step["run"] for step in job["steps"] if "run" in step]
    assert not (runs and "permissions" in job), "what is installed could use what the job may"
    for step in job["steps"]:
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_an_action_is_one_commit_and_says_its_version(path):
    """A tag can be moved to other code, a commit cannot; Dependabot raises both together."""
    used = re.findall(r"uses: .*", path.read_text(encoding="utf-8"))
    assert used and all(map(PINNED.fullmatch, used))


@pytest.mark.parametrize("workflow, job", JOBS)
def test_what_a_job_starts_is_there(workflow, job):
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    commands = "\n".join(step.get("run", "") for step in job["steps"])
    assert set(re.findall(r"^make ([\w-]+)", commands, re.M)) <= targets
    for module in re.findall(r"-m (tools\.[\w.]+)", commands):
        assert (ROOT / f"{module.replace('.', '/')}.py").is_file()


def test_a_push_to_a_branch_with_a_pull_request_runs_once():
    triggers = read(ROOT / ".github" / "workflows" / "tests.yml")[True]
    assert triggers["push"] == {"branches": ["main"]} and "pull_request" in triggers


def test_a_fork_without_pages_publishes_nothing():
    deploy = read(ROOT / ".github" / "workflows" / "site.yml")["jobs"]["deploy"]
    assert deploy["if"] == "vars.PUBLISH_PAGES == 'true'"
    assert "PUBLISH_PAGES" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_what_raises_the_pins_leaves_the_lower_bounds():
    updates = read(ROOT / ".github" / "dependabot.yml")["updates"]
    (pip,) = (update for update in updates if update["package-ecosystem"] == "pip")
    assert pip["versioning-strategy"] == "increase-if-necessary"
    assert not any("tools" in folder for folder in pip["directories"])  # versions of Colab's


def test_jupyterlab_starts_in_the_container():
    """It refuses root; only images made for this have the user named here."""
    text = (ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8")
    container = json.loads(text)
    assert container["remoteUser"] == "vscode" and "devcontainers/python" in container["image"]
    assert container["forwardPorts"] == [8888]
