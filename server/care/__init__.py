"""What is kept of the care taken of people: their consents, and who was there."""
