"""JupyterLab ends with the tests, also when they are killed and clean nothing up."""

from .lab import Lab


def test_a_server_ends_with_the_one_who_started_it(tmp_path):
    with Lab(tmp_path) as lab:
        assert lab.process.poll() is None
        lab.process.stdin.close()  # what the system does for a process that is killed
        assert lab.process.wait(timeout=120) is not None
