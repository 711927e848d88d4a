"""The registry: who and what there is, every version of every entry, and the log of what left the house."""
