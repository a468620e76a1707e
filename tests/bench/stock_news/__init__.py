"""What an agency would add to `wagtail start`: articles, a list of them, a feed.

Copied into the project that is made for the comparison, as its app `news`. Written as
Wagtail's tutorial does it, neither tuned nor slowed down.
"""
