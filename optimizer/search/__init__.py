"""How good plans are found: block by block, guided by the linear relaxation, then improved."""
