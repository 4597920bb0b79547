"""What `portico dev` does besides serving: a program that is saved replaces itself, and visitors keep what is theirs."""
