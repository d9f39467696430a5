"""The formats of a sheet, one module each: `render(sheet, key=...)` returns the text."""
