"""What happens when a button below a message is pressed, also after a restart; ``pressable`` says
what a button is."""
