"""The shell: HTTP, WebSocket, settings, database. The only package that wires the others together."""
