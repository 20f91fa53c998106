"""Generated numbers: what each holds and how to make it again stands in its first lines."""
