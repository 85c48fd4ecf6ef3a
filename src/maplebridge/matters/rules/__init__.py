"""The rules of the closed loop: states, clocks, the catalogue of concerns and what may be typed."""
