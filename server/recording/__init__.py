"""Recordings of live rooms: what whoever leads wants, joined to `recorder`."""
