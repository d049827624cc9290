"""The clinic's world: its sites, rooms, people, kinds of visit and rotas, seeded once and edited by the manager."""
