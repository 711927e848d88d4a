"""The read side of CKAN's Action API over the open shelf: an ASGI application of its own."""
