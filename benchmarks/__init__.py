"""How fast the portal is, as ratios to ceilings measured in the same minutes."""
