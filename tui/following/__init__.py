"""Following runs from the command line: what is worth telling, as plain lines or as progress bars."""
