"""What an operator does without a browser: one module a subject, put together in `portal.cli`."""
