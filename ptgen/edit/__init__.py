"""Make and change project files as text: format, new project, new repository, another year.

No file that is there is overwritten here; texts that replace one are returned to the caller.
"""
