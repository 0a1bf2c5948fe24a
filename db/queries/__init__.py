"""The portal's questions to the database, a module a noun."""
