"""What each message does, one module per topic; `server.signaling.handlers` asks them."""
