"""The user's own Word file handed back: comments, tracked changes and footnotes put into it."""
