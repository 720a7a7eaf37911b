"""Documents become a library that can be searched, looked up and checked against."""
