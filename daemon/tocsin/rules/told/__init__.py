"""What rules ask of what feeds tell."""
