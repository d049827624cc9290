"""The progress bar of every bench: gone when its work is done, and not drawn where no terminal is."""

from functools import partial

from tqdm import tqdm

progress = partial(tqdm, leave=False, disable=None)
