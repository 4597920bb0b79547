"""What `portico dev` does besides serving: a program that is saved replaces itself, and its visitors keep what is theirs."""
