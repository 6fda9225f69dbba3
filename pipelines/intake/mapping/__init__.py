"""What the words of one school mean: what was mapped is laid on a delivery, and what is not known yet is proposed."""
