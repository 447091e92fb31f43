"""The shell: HTTP, WebSocket, settings, database. It alone wires the other packages together."""
