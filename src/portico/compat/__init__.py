"""Programs that were written for something else."""
