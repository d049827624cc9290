"""The design of every page: layout, components, form fields, style. Nothing outside knows the kit below."""
