"""What one article says: its statements, its links, and what a correction changed."""
