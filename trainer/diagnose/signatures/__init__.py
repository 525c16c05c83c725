"""What kind of decline it is, told from curves and figures."""
