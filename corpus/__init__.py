"""The sample documents, and the register of documents that are known without being held."""
