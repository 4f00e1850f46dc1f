"""Random runners against the unmodified bot: what they do, where they do it, and what must hold all the while."""
