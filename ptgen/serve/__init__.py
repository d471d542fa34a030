"""The projects as web pages, read only: ``server.server_for`` serves them on a socket.

``endpoints`` has a function for each page, ``snapshot`` the projects that pages show.
"""
