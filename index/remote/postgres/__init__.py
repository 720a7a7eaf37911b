"""The catalogue of a library on a PostgreSQL server."""
