"""Programs that measure this project and that made the data it ships."""
