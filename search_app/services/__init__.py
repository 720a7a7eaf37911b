"""What runs beside requests: the library in service, builds, page pictures, who is asking."""
