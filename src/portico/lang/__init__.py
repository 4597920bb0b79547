"""What the language lacks. Knows nothing of Portico."""
