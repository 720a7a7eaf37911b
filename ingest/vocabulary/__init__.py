"""What the domain calls things: types of documents, numbers, issuing bodies, signing forms."""
