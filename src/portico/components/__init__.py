"""What people place: one file each, named like the class in lower case."""
