"""What `backslide doctor` looks at: the program, the machine, the terminal, the store."""
