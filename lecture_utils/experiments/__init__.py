"""What the notebooks measure: trainings, probes and interventions, one file a question."""
