"""Why no plan exists, what would change that, and where an existing plan is held back."""
