"""The intake: what the public sends in, kept in a file of its own until the inside collects it. No HTTP here."""
