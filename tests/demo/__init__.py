"""The demo company, in its files and in the database."""
