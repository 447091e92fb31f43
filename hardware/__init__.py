"""The room's side: kit profiles as data, capture, and the agent that joins the server.

Nothing here imports the server: the agent knows it by its documented protocol only.
"""
