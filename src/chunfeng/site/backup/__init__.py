"""One file from which an installation rises again, and one with its keys, to be kept elsewhere."""
