"""Names that a text about muscle spasms cannot do without. Each is explained where it matters.

A long word that has a plain one in its place does not belong here: write the plain one.
"""

ILLNESSES = """
dystonia spasticity diabetes epilepsy meningitis myasthenia neuropathy myotonia scoliosis fasciculation fibromyalgia
polymyalgia hepatitis neuromyotonia blepharospasm rhabdomyolysis thrombosis sclerosis sciatica
"""

SUBSTANCES = """
potassium magnesium calcium sodium vitamin vitamins cholesterol serotonin dopamine paracetamol ibuprofen aspirin
baclofen diazepam clonazepam gabapentin pregabalin carbamazepine tizanidine dantrolene trihexyphenidyl tetrabenazine
propranolol procyclidine mexiletine levodopa botulinum rituximab immunoglobulin riluzole metoclopramide tramadol
linezolid antidepressant antidepressants antipsychotic antipsychotics antibiotic antibiotics anaesthetic steroid
steroids
"""

PEOPLE_AND_PLACES_OF_CARE = """
emergency emergencies neurologist physiotherapist physiotherapy pharmacist specialist hospital electromyography
ultrasound antibody antibodies operation operations dialysis rehabilitation medicine medicines
"""

NAMES = frozenset((ILLNESSES + SUBSTANCES + PEOPLE_AND_PLACES_OF_CARE).split())
