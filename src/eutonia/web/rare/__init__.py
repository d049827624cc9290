"""For a clinician: the differential of an assessment, and beside it rare diseases ranked from HPO terms."""
