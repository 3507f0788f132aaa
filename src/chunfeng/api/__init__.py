"""Addresses for machines. People have the desks; who is let in here holds the key of a device and no post."""
