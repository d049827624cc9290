"""Managing a visit by a link: see it, move it, cancel it, put it into a calendar."""
