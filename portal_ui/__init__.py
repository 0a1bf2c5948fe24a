"""The portal without its screens: what it can do, and whom it speaks to."""
