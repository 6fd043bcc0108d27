"""The table, the page and the JSON of a grade: complete, readable, and not to be forged by what a student wrote."""
