"""Measures: what we count, declared once. A measure is two sums kept apart until the last division."""
