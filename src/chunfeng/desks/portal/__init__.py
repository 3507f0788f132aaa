"""The desk of organisations: what a provider or employer hands in, and how it stands with it."""
