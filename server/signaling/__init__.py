"""The live connection (WebSocket /ws): its messages, and what each does."""
