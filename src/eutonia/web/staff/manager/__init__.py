"""The practice manager's pages: rotas, absences, closures, kinds of visit, prices, rooms, insurers, messages."""
