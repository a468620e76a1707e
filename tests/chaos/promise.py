"""What a run must hold to, and how much faster it goes than the service."""

# So many times shorter are the waits than in service. Time-outs and the silence after
# which a queue counts as dead are a little longer than that: two cores do all of it.
SCALE = 15
PATIENCE = 15 * 60 / SCALE  # seconds that all has to be settled in, once it is quiet

PROVABLE = ("mastodon", "bluesky")  # where nothing may stay in doubt
OTHERS = 3 / 5  # the share of deliveries that goes elsewhere
MOST_IN_DOUBT = 0.02  # of those, in a run that is long enough to have a share:
FEW_IN_DOUBT = 2  # Facebook proves nothing, so one kill at the wrong moment is one
LEAST_PUBLISHED = 0.95
