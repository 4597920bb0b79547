"""Where blocking code runs; chosen by name."""
