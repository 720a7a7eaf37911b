"""What every reader of laid-out pages needs: reading order, tables, rotation."""
