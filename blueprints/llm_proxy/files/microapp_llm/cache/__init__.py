"""The answer cache: exact, per caller, and never for an answer that was refused or cut."""
