"""What `portico dev` does besides serving: a saved program replaces itself, and its visitors keep what is theirs."""
