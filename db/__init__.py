"""What the portal remembers: the database, its tables and its queries."""
