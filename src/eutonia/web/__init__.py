"""How people reach Eutonia: pages. An app without models; every rule they follow lives downstairs."""
