"""Views of a city, each a function that draws on a sheet."""
