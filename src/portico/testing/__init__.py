"""For tests of apps and of stores."""
