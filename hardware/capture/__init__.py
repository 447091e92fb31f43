"""Where pictures and sound come from, and how a picture is encoded."""
