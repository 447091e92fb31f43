"""What steers the plane: peer connections, what they publish, what they subscribe to.

Pure: datagrams, descriptions and `now` come in; what follows goes to the plane and to the listener.
"""
