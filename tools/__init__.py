"""Commands for those who work on Pullquote: fitting, annotating, measuring, pictures."""
