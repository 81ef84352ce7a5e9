"""Editions of the book for readers without the site: PDF, EPUB, and the whole site in one zip."""
