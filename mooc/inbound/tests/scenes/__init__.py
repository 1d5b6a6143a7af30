"""Conversations by mail through the doors, with what must be true at the end of each (`village.Village.closes`)."""
