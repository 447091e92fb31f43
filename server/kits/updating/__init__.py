"""Updating the rooms' kits from afar, and bringing them back: orders, outcomes, whole centres."""
