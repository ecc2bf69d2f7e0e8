"""What insiders file: Forms 3, 4, 5 and 144."""
