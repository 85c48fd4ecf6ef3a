"""Open311 GeoReport v2 without a web server: what a program asks, and how an answer is written."""
