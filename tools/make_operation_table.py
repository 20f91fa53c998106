"""Write pronghorn/ops/operation_table.py: how real Keras names its operations inside models.

Run as `python tools/make_operation_table.py` where `keras` is installed.
"""

import ast
import inspect
import pathlib
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent

HEAD = '''"""Keras' class for each of its operations, as files of models name it.

Made by `python tools/make_operation_table.py` from Keras {version}. Each line: the function,
the last part of its module, the class, the arguments of a call, and after `|` its settings.
"""

TABLE = """\\
'''


def row(ops, name):
    """The line of one function, or None if it makes no operation."""
    function = inspect.unwrap(getattr(ops, name))
    if not inspect.isfunction(function):
        return None
    home = inspect.getmodule(function)
    for node in ast.walk(ast.parse(textwrap.dedent(inspect.getsource(function)))):
        if not isinstance(node, ast.Call):
            continue
        made = node.func
        if isinstance(made, ast.Attribute) and made.attr == "symbolic_call":
            made = made.value
        if not isinstance(made, ast.Call):
            continue
        cls = getattr(home, ast.unparse(made.func), None)
        if not (inspect.isclass(cls) and hasattr(cls, "symbolic_call")):
            continue
        names = [n for n in inspect.signature(cls.__init__).parameters if n not in ("self", "name")]
        given = names[: len(made.args)] + [word.arg for word in made.keywords]
        words = [f"{word.arg}=" for word in node.keywords if word.arg]
        called = [ast.unparse(argument) for argument in node.args] + words
        parts = [name, home.__name__.rpartition(".")[2], cls.__name__, *called]
        return " ".join([*parts, "|", *given]).rstrip(" |")
    return None


def main():
    import keras

    lines = [row(keras.ops, name) for name in sorted(dir(keras.ops)) if name.islower()]
    text = HEAD.format(version=keras.__version__) + "\n".join(filter(None, lines)) + '\n"""\n'
    (ROOT / "pronghorn/ops/operation_table.py").write_text(text)


if __name__ == "__main__":
    main()
