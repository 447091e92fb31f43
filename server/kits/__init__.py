"""The rooms' kits: paired, watched, tested before each session, repaired from afar."""
