"""References resolved, documents looked up, drafts checked, and the register of known documents."""
