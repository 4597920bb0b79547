"""The shapes that cross a process boundary, and nothing else. The browser's types are generated from here."""
