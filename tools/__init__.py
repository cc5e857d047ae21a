"""Programs that make files of the package; nothing in the package needs them."""
