"""The living document: the notice itself, each clause beside what carries it out, in grey where nothing does yet."""
