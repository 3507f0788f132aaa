"""Reading a notice's own text: its headings, its numbers, and whether they say what a policy pack says. Pure Python,
knows no city: words, figures and section titles come from the pack."""
