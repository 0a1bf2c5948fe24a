"""Pieces of screen: given data and callbacks, they know nothing else."""
