"""Pages for everyone: what is open, who answers for it, how fresh it is, and what may be done with it."""
