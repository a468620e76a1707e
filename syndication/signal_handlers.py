"""A page went live, a page left: decides that something is to be said, and only that."""


def connect():
    pass
