"""What people do in a session. Each act asks whether `by`, who does it, may; it returns events, or
raises NotAllowed or NotPossible and changes nothing."""
