"""What medicine knows: findings, conditions, red flags, tests, treatments and advice, as data.

The vocabulary holds the frozen words that everyone shares; the data folder holds one TOML file per
condition, which a clinician can edit; ``load`` turns the one into the other, and ``check`` says what is wrong.
"""
