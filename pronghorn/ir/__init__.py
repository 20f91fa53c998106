"""What a program is: types with symbolic sizes, values, nodes and graphs, and their text."""
