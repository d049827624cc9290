"""What a visit costs and who pays: prices, insurers, authorisations, payments."""
