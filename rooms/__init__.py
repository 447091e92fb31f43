"""Pure policy of an activity room: people, roles, admission, what a session's state is."""
