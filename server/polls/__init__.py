"""The minutes of polls: kept, read again, and written as a table."""
