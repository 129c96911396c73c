"""The installers: which options each has, and what their last lines mean."""
