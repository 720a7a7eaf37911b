"""Two texts side by side: which words changed, which provisions answer one another."""
