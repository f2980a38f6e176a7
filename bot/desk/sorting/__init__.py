"""What goes together: by topic, by outlet, by story as several tell it, by running story."""
