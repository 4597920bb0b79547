"""A page without a browser: what the page's own store does, in Python."""
