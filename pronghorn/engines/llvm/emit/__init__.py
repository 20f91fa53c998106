"""Room 10: loop IR to the text of an LLVM module with explicit vectors."""
