"""Programs that measure speed and quality; run one with `python -m tests.benchmarks.<name>`."""
