"""The two tongues of the screens: Chinese by default, English complete."""
