"""The shared package of the attention notebooks: plumbing, and the ideas after they were taught."""

import os

# PyTorch's waiting threads shall sleep, not spin: where another program needs a core too, two
# spinning threads train a small model many times slower. Read once, when PyTorch is loaded.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
