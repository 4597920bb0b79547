"""What makes visitors of an app meet, found by reading its program: `portico check`, `gr.check`."""
