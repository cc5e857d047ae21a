"""The corpus and the recipe of the coder's model; see README.md in this folder."""
