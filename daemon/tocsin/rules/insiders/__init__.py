"""What rules ask of insiders: Forms 3, 4, 5 and 144."""
