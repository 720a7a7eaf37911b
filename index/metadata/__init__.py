"""What a document is called: manifest, corrections, and their order of precedence."""
