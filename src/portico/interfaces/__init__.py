"""Ready-made pages, built from everything below."""
