"""The operator's commands, a module a matter, and how all of them speak. `main.py` puts them together."""
