"""What a document says of itself at its beginning and its end."""
