"""What the time bank counts and how: stages, its dated rules, codes at the door, and who fits whom."""
