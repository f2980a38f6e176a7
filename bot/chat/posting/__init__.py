"""Messages into channels: sending, editing, finding again, at a pace that Discord allows."""
