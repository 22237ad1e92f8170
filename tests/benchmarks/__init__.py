"""Programs that measure speed and quality; run one with `python -m tests.benchmarks.<name>`."""

import lecture_utils  # noqa: F401  before PyTorch is loaded: how its threads wait
