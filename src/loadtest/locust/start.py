"""Starts Locust with a user's script, unchanged, and with what Understudy adds to master and workers.

    python3 start.py --scripts /var/loadtest --script script.py <options of Locust>

`--script` may name several, parted by commas. Scripts that a ConfigMap cannot hold under their own names lie in
`scripts.zip` in the folder; then all of them are put into a folder of their own first. Locust runs in the folder of the
scripts, so that they can open their data by relative paths. A master starts no run against a host of `--deny`.
"""

import argparse
import os
import shutil
import sys
import tempfile
import zipfile

ARCHIVE = "scripts.zip"


def main() -> None:
    parser = argparse.ArgumentParser(allow_abbrev=False, add_help=False)
    parser.add_argument("--scripts", required=True)
    parser.add_argument("--script", required=True)
    parser.add_argument("--deny", default="")
    parser.add_argument("--deny-namespace", default="default")
    options, locust_arguments = parser.parse_known_args()

    require_locust()
    folder = unpacked(options.scripts)
    scripts = [os.path.join(folder, name.strip()) for name in options.script.split(",")]
    missing = [path for path in scripts if not os.path.exists(path)]
    if missing:
        sys.exit(f"{os.path.relpath(missing[0], folder)}: no such script in {options.scripts}: {listed(folder)}")

    # Importing Locust makes Python's own modules cooperative, so nothing that opens sockets may be imported before.
    import locust  # noqa: F401
    import understudy_install

    understudy_install.install(folder, options.deny, options.deny_namespace)
    os.chdir(folder)
    sys.argv = ["locust", "-f", ",".join(scripts), *locust_arguments]
    from locust.main import main as run

    run()


def require_locust() -> None:
    """Goes on in the interpreter that Locust is installed for, if this one does not have it."""
    try:
        import locust  # noqa: F401

        return
    except ModuleNotFoundError as error:
        if error.name != "locust":
            raise
    program = shutil.which("locust")
    interpreter = interpreter_of(program) if program else None
    if interpreter is None or os.path.realpath(interpreter) == os.path.realpath(sys.executable):
        sys.exit(f"Locust is not installed for {sys.executable}, and there is no program locust on the PATH")
    os.execv(interpreter, [interpreter, *sys.argv])


def interpreter_of(program: str) -> "str | None":
    with open(program, "rb") as file:
        first = file.readline().decode("utf-8", "replace").strip()
    return first[2:].strip() if first.startswith("#!") and "python" in first else None


def unpacked(folder: str) -> str:
    """Returns the folder where all scripts lie under their own names."""
    archive = os.path.join(folder, ARCHIVE)
    if not os.path.exists(archive):
        return os.path.abspath(folder)
    target = tempfile.mkdtemp(prefix="loadtest-")
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and name != ARCHIVE:
            shutil.copy(path, os.path.join(target, name))
    with zipfile.ZipFile(archive) as file:
        file.extractall(target)
    return target


def listed(folder: str) -> str:
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith((".", "__"))]
        found += [os.path.relpath(os.path.join(place, name), folder) for name in names if name.endswith(".py")]
    return ", ".join(sorted(found)[:20]) or "it has no Python files"


if __name__ == "__main__":
    main()
