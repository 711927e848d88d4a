"""Delivering what is open to other CKANs: each configured target follows the publication log on its own."""
