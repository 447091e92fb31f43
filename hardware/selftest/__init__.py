"""Is the room fit for a session? Pure analyses of pictures and of sound, in plain findings."""
