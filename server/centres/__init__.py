"""Centres and their rooms: made by whoever runs the installation, or by who coordinates."""
