"""Engines run programs: numpy interprets them, llvm compiles them."""
