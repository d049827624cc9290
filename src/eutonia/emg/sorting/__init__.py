"""From a needle recording to trains: potentials found, sorted into units, taken apart where they overlap, averaged."""
