"""A small newsroom to try everything out with: own texts, drawn pictures."""
