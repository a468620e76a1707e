"""Search, for readers and in the admin: German words, the same on every database."""
