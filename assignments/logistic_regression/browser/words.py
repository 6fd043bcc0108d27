"""What went wrong in a student's code, in words: the type, the message and their own line; no traceback of ours."""

CODE = "<your code>"  # the file name under which a student's code is compiled, and by which its lines are known
MESSAGE_CHARACTERS = 600


def shorten(text, limit=MESSAGE_CHARACTERS):
    """The text, cut where it would flood the page."""
    return text if len(text) <= limit else text[:limit] + " …"


def message_of(error):
    """The message of an exception; that of a student's own class may fail itself."""
    if isinstance(error, SyntaxError):
        return error.msg
    if isinstance(error, ModuleNotFoundError) and error.name:
        # Pyodide's own message advises to install packages, which needs another host.
        return f"no module named '{error.name}': Python's own modules, such as math and random, are all there is here"
    if isinstance(error, NameError) and error.name in ("math", "random"):
        # In the notebook a cell above has imported them; here the student's code stands alone.
        return f"name '{error.name}' is not defined: write import {error.name} in the first line"
    if isinstance(error, EOFError):
        return "input() has nothing to read here: give your code its values as arguments"
    try:
        return shorten(str(error))
    except Exception:
        return ""


def line_of(error):
    """The line of the student's code in which an exception came up, or None if it came up elsewhere."""
    if isinstance(error, SyntaxError) and error.filename == CODE:
        return error.lineno
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == CODE:
            line = step.tb_lineno
        step = step.tb_next
    return line


def describe(error):
    """One sentence on an exception, and the line to mark."""
    message, line = message_of(error), line_of(error)
    words = type(error).__name__ + (f": {message}" if message else "")
    return {"words": words if line is None else f"{words} (line {line} of your code)", "line": line}
