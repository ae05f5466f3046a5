"""The `t3` command: light help, one-line errors, the four ways to end."""

import os
import signal
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from cli import main as program
from cli.lazy import Entry, LazyGroup
from t3data.errors import T3Error, UsageError

ROOT = Path(__file__).parents[2]
NOT_FOR_HELP = {
    *("torch", "transformers", "datasets", "pandas", "pyarrow", "numpy", "matplotlib", "sklearn"),
    *("httpx", "tiktoken", "tokenizers", "pydantic", "rich", "yaml", "asyncio", "multiprocessing"),
}
NOT_FOR_A_COMMANDS_HELP = {"torch", "transformers", "datasets", "matplotlib", "sklearn", "vllm"}


def modules_after(*arguments: str) -> set[str]:
    """The top-level modules that `t3 arguments` has imported when it ends, in a new process."""
    script = (
        "import sys, atexit\n"
        "names = lambda: {name.partition('.')[0] for name in sys.modules}\n"
        "atexit.register(lambda: print(*names(), file=sys.stderr))\n"
        "from cli.main import main\n"
        "main()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, cwd=ROOT, check=True,
    )  # fmt: skip
    return set(ended.stderr.split())


def test_help_imports_nothing_heavy() -> None:
    loaded = modules_after("--help")
    assert "click" in loaded
    assert loaded & NOT_FOR_HELP == set()


@pytest.mark.parametrize("name", program.COMMANDS)
def test_help_of_a_command_imports_no_framework(name: str) -> None:
    assert modules_after(name, "--help") & NOT_FOR_A_COMMANDS_HELP == set()


@pytest.mark.parametrize("name", program.COMMANDS)
def test_the_table_of_commands_says_what_the_commands_say(name: str) -> None:
    entry = program.COMMANDS[name]
    command = import_module(entry.module).command
    assert command.get_short_help_str(limit=200).removesuffix(".") == entry.help.removesuffix(".")
    assert command.name == name


@pytest.mark.parametrize("name", program.COMMANDS)
def test_every_command_shows_an_example(name: str) -> None:
    command = import_module(program.COMMANDS[name].module).command
    assert "  t3 " in command.get_help(click.Context(command, info_name=name))


def test_every_file_of_a_command_is_in_the_table() -> None:
    inner = {"cli.main", "cli.lazy", "cli.docs", "cli.__init__"}
    listed = {entry.module for entry in program.COMMANDS.values()}
    defines = {
        f"cli.{path.stem}"
        for path in (ROOT / "cli").glob("*.py")
        if f"cli.{path.stem}" not in inner and "def command(" in path.read_text(encoding="utf-8")
    }
    assert defines == listed


def test_version_and_unknown_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "t3 0.1.0\n"
    assert run(["synthesize"]) == 2
    assert "No such command 'synthesize'" in capsys.readouterr().err


def run(arguments: list[str]) -> int:
    with pytest.raises(SystemExit) as ended:
        program.main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> list[BaseException]:
    """A program whose only command `fail` raises what the test puts into the list."""
    errors: list[BaseException] = []

    @click.command("fail")
    def command() -> None:
        raise errors[0]

    module = type(sys)("cli.failing")
    module.command = command  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "cli.failing", module)
    entries = {"fail": Entry("cli.failing", "Fail.")}
    monkeypatch.setattr(program, "t3", LazyGroup(name="t3", entries=entries))
    return errors


@pytest.mark.parametrize(
    ("error", "status", "line"),
    [
        (T3Error("a.json: row 3: no caption"), 1, "t3: error: a.json: row 3: no caption\n"),
        (T3Error("two\nlines"), 1, "t3: error: two lines\n"),
        (UsageError("--ratio 0:0: nothing to mix"), 2, "t3: error: --ratio 0:0: nothing to mix\n"),
        (OSError(28, "No space left on device", "m.arrow"), 1,
         "t3: error: m.arrow: No space left on device\n"),
        (OSError(24, "Too many open files"), 1, "t3: error: [Errno 24] Too many open files\n"),
        (KeyboardInterrupt(), 130, "\ninterrupted; run the same command again to go on\n"),
    ],
)  # fmt: skip
def test_errors_are_one_line(
    failing: list[BaseException],
    error: BaseException,
    status: int,
    line: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    failing.append(error)
    assert run(["fail"]) == status
    assert capsys.readouterr() == ("", line)


def test_a_bug_keeps_its_traceback(failing: list[BaseException]) -> None:
    failing.append(ZeroDivisionError("ours"))
    with pytest.raises(ZeroDivisionError):
        program.main(["fail"])


def test_a_message_that_is_not_unicode_can_be_printed(
    failing: list[BaseException], capfd: pytest.CaptureFixture[str]
) -> None:
    failing.append(T3Error("caf\udce9.json: missing"))
    assert run(["fail"]) == 1
    assert "missing" in capfd.readouterr().err


def test_a_closed_pipe_is_quiet() -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ended = subprocess.run(
        [sys.executable, "-m", "cli.main", "--help"],
        stdout=writer, stderr=subprocess.PIPE, cwd=ROOT, check=False,
    )  # fmt: skip
    os.close(writer)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_interrupting_the_real_program() -> None:
    script = (
        "import sys, types, click\n"
        "import cli.main as m\n"
        "from cli.lazy import Entry, LazyGroup\n"
        "module = types.ModuleType('cli.waiting')\n"
        "module.command = click.Command('wait', callback=lambda: (print('up', flush=True),"
        " __import__('time').sleep(60)))\n"
        "sys.modules['cli.waiting'] = module\n"
        "m.t3 = LazyGroup(name='t3', entries={'wait': Entry('cli.waiting', 'Wait.')})\n"
        "m.main(['wait'])\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    ) as process:  # fmt: skip
        assert process.stdout
        assert process.stdout.readline() == "up\n"
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.strip() == "interrupted; run the same command again to go on"
