"""The topics of exercises, one module each: `exercise(random, level)` makes one."""
