"""Whether the portal can speak other languages."""
