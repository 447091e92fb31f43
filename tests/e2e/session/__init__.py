"""A session led from beginning to end: five people at home, a kit, a host, in real browsers."""
