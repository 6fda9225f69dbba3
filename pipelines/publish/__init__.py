"""What is written to `uitvoer`, whole or not at all."""
