"""Labour inspection: complaints of workers, what is done about them, and the proof that they were paid."""
