"""Social networks on this machine: they speak the real protocols over real HTTP.

Nothing here knows the newsroom, and nothing of the newsroom knows this: it is the
other side of the wire. Run it with `python -m syndication.sandbox`.
"""
