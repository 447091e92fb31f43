"""How a kit reaches the server from a network that does not let everything through."""
