"""Those who sign in: their passwords, their roles in centres, the browsers they use."""
