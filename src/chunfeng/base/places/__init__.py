"""Where things are: the division tree with zones, villages and grid cells, each with its time."""
