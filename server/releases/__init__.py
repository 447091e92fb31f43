"""Releases of this program for the room kits: made here, offered, fetched by them."""
