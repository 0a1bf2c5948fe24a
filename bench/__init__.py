"""How fast and how big: measured, written down, never asserted in a test."""
