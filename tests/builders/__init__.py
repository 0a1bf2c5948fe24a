"""Rows for tests: each is told, by name, only what the test is about."""
