"""The rules of a visit, without a visit: free times, states, urgency, consent and cover.

Pure functions over plain values: no Django, no network, no clock, no chance. Times are aware datetimes in UTC;
wall times always come with the zone they are read in.
"""
