"""The room's screen: a full-screen browser that is opened, watched and opened again."""
