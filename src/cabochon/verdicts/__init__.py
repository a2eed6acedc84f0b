"""Finds episodes, asks `impact`, keeps verdicts with the hash of what they were made from. No episode is judged yet."""
