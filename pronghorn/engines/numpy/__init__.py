"""The reference engine: programs are interpreted with NumPy."""
