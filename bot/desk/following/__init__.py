"""What servers ask for, and how: subscriptions and hours, settings, the audit trail, reports."""
