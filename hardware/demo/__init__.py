"""The kit without devices: two drawn scenes with a running clock, and a tune."""
