"""Flask blueprints: parse the request, ask the library, render a view."""
