"""Cabochon: coaching and short training in luxury boutiques, and what they changed."""

import os

__version__ = "0.1.0"
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # threads of a matrix product wait for each other on busy cores
