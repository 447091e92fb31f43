"""Files: what is said to be written is on the disk, whatever happens next."""
