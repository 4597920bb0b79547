"""What type checkers say of programs."""
