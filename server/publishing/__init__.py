"""From a draft to what the neighbours watch: who decides, what must be there before, until when."""
