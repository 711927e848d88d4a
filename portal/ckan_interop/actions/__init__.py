"""The actions: one small function each, from a call to its result as JSON. `table` says which there are."""
