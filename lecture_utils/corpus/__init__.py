"""Sentence pairs: from the grammar, from files of the project, from files of the reader."""

from .lengths import LENGTH_BUCKETS as LENGTH_BUCKETS
from .pairs import download_pairs as download_pairs
from .pairs import natural_pairs as natural_pairs
from .pairs import read_pairs as read_pairs
from .pairs import stories as stories
from .sentences import generate as generate
from .sentences import split as split
from .short import short_phrases as short_phrases
