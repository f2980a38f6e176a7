"""What the command line prints and reads; the services do the work."""
