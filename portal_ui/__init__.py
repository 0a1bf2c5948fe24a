"""The portal without its screens: what it can do, and whom it speaks to."""

__version__ = "0.1.0"
