"""Where the parts meet: Blocks, its settings, launching, mounting."""
