"""HTTP routes. Each is registered through `server.http.access` with the rule that guards it."""
