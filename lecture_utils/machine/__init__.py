"""The teachable machine of notebook 06: its pictures, its classifier, its traps, its panel."""
