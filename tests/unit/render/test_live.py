"""The state of an installation in progress."""

import pytest

from altindex_magic.event import Answer, Download, Installed, LogLine, Notice
from altindex_magic.render.live import Progress
from altindex_magic.render.text import to_text


def file(project, state="running", received=1_200_000, total=3_400_000, index="fury"):
    """Make the state of one file."""
    return Download(f"{project}-1.0.whl", project, "1.0", index, received, total, state)


def progress_of(*events):
    """Make a progress that has taken *events*."""
    progress = Progress()
    for event in events:
        progress.take(event)
    return progress


def test_progress_begins_with_resolving():
    """Before anything is known, it says what an installer does first."""
    assert to_text(Progress()) == "Resolving…"


@pytest.mark.parametrize(
    ("line", "phase"),
    [
        ("Collecting acme-models", "Resolving…"),
        ("  Preparing metadata (pyproject.toml): started", "Building…"),
        ("Building wheels for collected packages: acme", "Building…"),
        ("   Building acme @ file:///home/me/acme", "Building…"),
        ("Installing collected packages: acme-models", "Installing…"),
        ("Prepared 3 packages in 12ms", "Installing…"),
    ],
)
def test_phase_follows_the_lines_of_pip_and_uv(line, phase):
    """What the installer writes tells what it does."""
    assert progress_of(LogLine(line)).phase == phase


def test_phase_keeps_its_step_when_a_line_opens_none():
    """An unknown line changes nothing."""
    assert progress_of(LogLine("Installing collected packages: a"), LogLine("  x")).phase == "Installing…"


def test_phase_counts_the_files_while_any_is_on_its_way():
    """The first unfinished file is the one that is counted."""
    progress = progress_of(file("a", "done"), file("b", "failed"), file("c"), file("d"))
    assert progress.phase == "Downloading 3 of 4"
    for project in "cd":
        progress.take(file(project, "done"))
    assert progress.phase == "Resolving…"


def test_table_shows_what_runs_then_what_failed_then_the_latest():
    """What a person waits for stands on top."""
    progress = progress_of(
        file("early", "done", 3_400_000),
        file("slow"),
        file("late"),
        file("lost", "failed", 900, None),
        file("blind", received=10_000, total=None),
        file("kept", "cached", 0, 18_200_000, "default"),
        file("late", "done", 3_400_000),
        Answer("early", "fury", "declared"),
        Answer("late", "fury", "declared"),
        Answer("kept", "default", "default"),
    )
    assert to_text(progress) == (
        "Downloading 5 of 6\n"
        "\n"
        "6 files\n"
        "Project  Version  From     Size              State\n"
        "───────  ───────  ───────  ────────────────  ────────\n"
        "blind    1.0      fury     10 kB             running\n"
        "slow     1.0      fury     1.2 MB of 3.4 MB  35 %\n"
        "lost     1.0      fury     900 bytes         ✗ failed\n"
        "late     1.0      fury     3.4 MB            ✓ done\n"
        "kept     1.0      default  18 MB             ✓ cached\n"
        "early    1.0      fury     3.4 MB            ✓ done\n"
        "Answered by fury (2), default (1)"
    )


def test_table_shows_a_dozen_files_and_counts_the_others():
    """A closure of hundreds of packages stays a table that can be read."""
    table = progress_of(*(file(f"p{number}", "done") for number in range(43))).table()
    assert len(table.rows) == 12
    assert table.rows[0][0] == "p42"
    assert table.notes == ("and 31 more",)


def test_a_file_is_known_by_its_index_and_name():
    """The same filename from two indexes is two files; a second report of one is not."""
    progress = progress_of(file("a"), file("a", index="default"), file("a", received=2_000_000))
    assert len(progress.table().rows) == 2


def test_a_file_without_a_project_goes_by_its_filename():
    """What cannot be parsed is shown nevertheless."""
    assert progress_of(Download("odd.bin", "", "", "fury", 0, 0)).table().rows[0][0] == "odd.bin"


def test_the_log_keeps_its_last_five_thousand_lines():
    """While it runs the end of the log is shown, afterwards all that was kept."""
    progress = progress_of(*(LogLine(f"line {number}") for number in range(6000)))
    assert progress.report().log == tuple(f"line {number}" for number in range(5900, 6000))
    progress.finish()
    assert progress.report().log == tuple(f"line {number}" for number in range(1000, 6000))


def test_the_end_counts_what_became_of_the_files():
    """When the result is there, the table may be folded away."""
    progress = progress_of(file("a", "done"), file("b", "cached"), file("c", "cached"), file("d"), Installed("uv", ()))
    assert progress.phase == "Files: 1 downloaded, 2 cached, 1 not finished"
    assert progress.table().aside
    assert progress_of(Installed("uv", ())).phase == "No file was downloaded"


def test_other_events_leave_the_progress_as_it_is():
    """A notice is for other eyes."""
    assert to_text(progress_of(Notice("hello"))) == "Resolving…"
