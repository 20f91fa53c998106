"""The engine that compiles a program to machine code through LLVM, room by room."""
