"""Routines that depend on no program: built once for a machine and kept on its disk."""
