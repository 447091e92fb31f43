"""Whether everybody can use the pages: rules that a program can check, and the keyboard alone."""
