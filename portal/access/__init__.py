"""Who is at the door: passwords now; sessions and second factors stand here too."""
