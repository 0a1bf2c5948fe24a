"""Small scripts behind the Makefile's targets."""
