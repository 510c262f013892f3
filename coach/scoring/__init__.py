"""How well the coach counts: found against true repetitions, and figures with their bounds."""
