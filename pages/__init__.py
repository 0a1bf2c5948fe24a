"""Every address of the portal; whoever asks the service."""
