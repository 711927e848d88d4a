"""Steps from one shape of the registry database to the next."""
