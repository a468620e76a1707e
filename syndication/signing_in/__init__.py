"""Ways to connect an account: sign in over there, or show a token."""
