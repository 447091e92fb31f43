"""Letters about the end of replays, to those who answer for them."""
