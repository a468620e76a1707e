ROUTES = ()


def rules(network):
    return ()
