"""Words: the analyser and the text indexes."""
