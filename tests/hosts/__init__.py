"""Two hosts on one PostgreSQL, Redis and bucket, each killed in part (`make hosts`)."""
