def warm_up() -> None:
    """Boards are not mounted yet."""
