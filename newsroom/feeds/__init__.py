"""Feeds: all news, and each topic's, as RSS, Atom and JSON Feed with the full text."""

from .addresses import FORMATS, FeedLink, feed_address, feed_links

__all__ = ["FORMATS", "FeedLink", "feed_address", "feed_links"]
