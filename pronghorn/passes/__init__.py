"""Graph in, graph out: what need not happen is taken out of a program. One pass, one file."""
