"""What is remembered when the server stops: centres, rooms, sessions."""
