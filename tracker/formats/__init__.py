"""How dates are written where Django's own way is not ours; tables write 2026-12-31 in every language."""
