"""What is kept: four protocols and the implementations that are chosen by name."""
