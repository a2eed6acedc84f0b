"""Impact: pure statistics. Small tables in, plain numbers out; no clock, no store, randomness only from a seed."""
