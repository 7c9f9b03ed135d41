"""What a person or a program reads when a command is done."""
