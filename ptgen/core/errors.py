"""What keeps ptgen from running, apart from the content of projects."""


class PtgenError(Exception):
    """The user can mend it: ``str()`` says in Chinese what is wrong and what to do."""
