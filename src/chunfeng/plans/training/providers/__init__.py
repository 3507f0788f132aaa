"""Training providers: who is admitted, for which trades, until when, and how one is put out."""
