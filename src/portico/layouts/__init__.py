"""Blocks with children, one file each."""
