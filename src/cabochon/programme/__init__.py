"""What is taught and coached. Pure content and functions: no store, no HTTP."""
