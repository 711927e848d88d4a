"""Approval: procedures as data, a pure engine that decides, and the cases that run through it."""
