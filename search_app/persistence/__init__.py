"""What people make, in SQLite files apart from the library: accounts, collections, backups."""
