"""Films that are being brought: received, then examined one after the other."""
