"""Cabochon: coaching and short training in luxury boutiques, and what they changed."""

__version__ = "0.1.0"
