"""What running code may reach: the call it belongs to, its caller, progress, toasts, answers that are not values."""
