"""What a developer may do wrong, as data: each mistake by its code. No app imports it."""
