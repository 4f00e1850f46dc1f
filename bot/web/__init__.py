"""What is reached from outside over HTTP: the webhook, health, metrics and the calendar feed."""
