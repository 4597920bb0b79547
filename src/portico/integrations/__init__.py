"""Other services as functions, one file each."""
