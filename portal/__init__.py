"""The doors: public pages, the CKAN endpoint, the command line, and the shelf that they read from."""
