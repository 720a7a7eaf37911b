"""Backends on servers, for libraries that several machines read (docs/scale.md)."""
