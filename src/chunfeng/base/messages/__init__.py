"""The outbox: what persons are told, written with the act that tells it and sent after."""
