"""How two contracts are compared: where things stand, what schemas accept, and the rules."""
