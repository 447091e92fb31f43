"""How each event is told, one module per topic; `server.live.announcer` asks them."""
