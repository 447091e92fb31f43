"""What the kit keeps of a session that is recorded, while its line is cut, and sends afterwards."""
