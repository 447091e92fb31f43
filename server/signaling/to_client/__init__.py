"""What the server says, one module per topic; `server.signaling.server_messages` has them all."""
