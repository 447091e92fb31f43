"""What a client may say, one module per topic; `server.signaling.client_messages` reads them."""
