class Cards:
    def __init__(self, store):
        pass

    def want(self, seq, url):
        pass

    def close(self):
        pass
