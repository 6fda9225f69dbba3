"""What may leave the pupil zone, and the attack that tests it."""
