"""What happened, sealed: the record of every act, that nobody can edit quietly."""
