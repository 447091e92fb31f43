"""Telling the technicians what is wrong with a kit, and that it is well again."""
