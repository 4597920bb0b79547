"""The routes, one noun a file; each file ends in its list."""
