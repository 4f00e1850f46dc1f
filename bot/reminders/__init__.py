"""The few fixed jobs of the clock, and the loop that sends what is due."""
