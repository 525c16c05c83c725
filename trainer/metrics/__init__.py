"""One class a metric: its docstring is its help, its name says where it is found; torch only inside methods."""
