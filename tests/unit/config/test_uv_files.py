"""What uv would obey: its files on three platforms, and its order of precedence."""

import pytest

from altindex_magic.config import uv_files
from altindex_magic.config.reading import Reading
from altindex_magic.config.surroundings import Environment
from altindex_magic.config.uv_places import system_file, user_file
from tests.unit.config.conftest import write


@pytest.fixture
def world(tmp_path):
    (tmp_path / "cwd").mkdir()

    def make(platform="linux", cwd="cwd", **environ):
        return Environment(environ, platform, tmp_path / "home", tmp_path / cwd, tmp_path, root=tmp_path / "root")

    return make


def read(environment):
    reading = Reading()
    uv_files.read(environment, reading)
    return reading


def names(environment):
    return [index.name for index in read(environment).indexes]


def index(name, extra=""):
    return f'[[index]]\nname = "{name}"\nurl = "https://{name}.example/"\n{extra}'


@pytest.mark.parametrize(
    ("platform", "environ", "user", "system"),
    [
        ("linux", {}, "home/.config/uv/uv.toml", "root/etc/uv/uv.toml"),
        ("darwin", {}, "home/.config/uv/uv.toml", "root/etc/uv/uv.toml"),
        ("linux", {"XDG_CONFIG_HOME": "{}/x"}, "x/uv/uv.toml", "root/etc/uv/uv.toml"),
        ("linux", {"XDG_CONFIG_DIRS": "{}/a:{}/b"}, "home/.config/uv/uv.toml", "b/uv/uv.toml"),
        ("win32", {"APPDATA": "{}/R", "PROGRAMDATA": "{}/P"}, "R/uv/uv.toml", "P/uv/uv.toml"),
        ("win32", {}, "home/AppData/Roaming/uv/uv.toml", "root/ProgramData/uv/uv.toml"),
    ],
)
def test_files_of_each_platform(world, tmp_path, platform, environ, user, system):  # noqa: PLR0917 (a table)
    """The user's, and the first system-wide one that exists."""
    write(tmp_path / "b" / "uv" / "uv.toml", "")
    environment = world(platform, **{name: value.replace("{}", str(tmp_path)) for name, value in environ.items()})
    assert user_file(environment) == tmp_path / user
    assert system_file(environment) == tmp_path / system


def test_levels_are_joined_strongest_first(world, tmp_path):
    """Project, user, system; the single default last."""
    write(tmp_path / "cwd/uv.toml", index("project"))
    write(tmp_path / "home/.config/uv/uv.toml", 'index-url = "https://d.example/"\n' + index("user"))
    write(tmp_path / "root/etc/uv/uv.toml", 'index-url = "https://e.example/"\n' + index("system"))
    assert names(world()) == ["project", "user", "system", "d.example"]


def test_of_one_folder_uv_toml_counts(world, tmp_path):
    """The pyproject beside it is passed over."""
    write(tmp_path / "cwd/uv.toml", index("one"))
    write(tmp_path / "cwd/pyproject.toml", index("two").replace("[[index]]", "[[tool.uv.index]]"))
    assert names(world()) == ["one"]


def test_a_folder_that_says_nothing_to_uv_is_passed_on_the_way_up(world, tmp_path):
    """Up to the first that does, and no further."""
    write(tmp_path / "uv.toml", index("far"))
    write(tmp_path / "cwd/pyproject.toml", index("near").replace("[[index]]", "[[tool.uv.index]]"))
    write(tmp_path / "cwd/a/pyproject.toml", "[tool.other]\n")
    assert names(world(cwd="cwd/a")) == ["near"]


def test_inside_a_project_the_search_begins_at_its_root(world, tmp_path):
    """A uv.toml further down is not read."""
    write(tmp_path / "cwd/pyproject.toml", "[project]\nname = 'p'\n[tool.uv]\n")
    write(tmp_path / "cwd/a/uv.toml", index("below"))
    assert names(world(cwd="cwd/a")) == []


def test_variables_choose_the_files(world, tmp_path):
    """UV_CONFIG_FILE stands for all of them, also beside UV_NO_CONFIG."""
    write(tmp_path / "cwd/uv.toml", index("project"))
    write(tmp_path / "cwd/other.toml", index("other"))
    assert names(world(UV_NO_CONFIG="1")) == []
    assert names(world(UV_NO_CONFIG="0")) == ["project"]
    assert names(world(UV_CONFIG_FILE="other.toml")) == ["other"]
    assert names(world(UV_CONFIG_FILE="other.toml", UV_NO_CONFIG="true")) == ["other"]


def test_variables_come_before_files(world, tmp_path):
    """Named or not; the default of the variable is the one."""
    write(tmp_path / "cwd/uv.toml", 'extra-index-url = ["https://extra.example"]\n' + index("one", "default = true\n"))
    environment = world(
        UV_INDEX="x=https://x.example https://y.example/",
        UV_EXTRA_INDEX_URL="https://z.example",
        UV_DEFAULT_INDEX="d=https://d.example",
        UV_INDEX_URL="https://old.example",
    )
    reading = read(environment)
    assert [index.name for index in reading.indexes] == ["x", "y.example", "z.example", "d", "extra.example"]
    assert [index.name for index in reading.indexes if index.default] == ["d"]
    overridden = [(setting.key, setting.source) for setting in reading.settings if not setting.effective]
    assert overridden == [("index-url", "$UV_INDEX_URL"), ("index", str(tmp_path / "cwd/uv.toml"))]


def test_an_empty_variable_counts_as_absent(world):
    """As for uv."""
    assert read(world(UV_INDEX="", UV_DEFAULT_INDEX="", UV_INDEX_URL=" ")).settings == []


def test_the_pip_table_beats_the_top_level(world, tmp_path):
    """Even where it stands in a weaker file."""
    write(tmp_path / "cwd/uv.toml", 'index-url = "https://top.example"\nno-index = true\n')
    write(tmp_path / "root/etc/uv/uv.toml", '[pip]\nindex-url = "https://pip.example"\nno-index = false\n')
    reading = read(world())
    assert [index.url for index in reading.indexes] == ["https://pip.example/"]
    assert {(setting.key, setting.value) for setting in reading.settings if setting.effective} == {
        ("index-url", "https://pip.example"),
        ("no-index", "false"),
    }


def test_of_two_indexes_of_one_name_the_stronger_counts(world, tmp_path):
    """The other is told, and not asked."""
    write(tmp_path / "cwd/uv.toml", index("one"))
    write(tmp_path / "home/.config/uv/uv.toml", '[[index]]\nname = "one"\nurl = "https://weak.example/"\n')
    reading = read(world())
    assert [index.url for index in reading.indexes] == ["https://one.example/"]
    assert [setting.effective for setting in reading.settings] == [True, False]


def test_what_a_table_says_reaches_the_index(world, tmp_path):
    """Flags and errors to ignore; a credential source of a project does not."""
    write(
        tmp_path / "cwd/uv.toml",
        index(
            "one", 'explicit = true\nauthenticate = "always"\nignore-error-codes = [403]\ncredential = "command:x"\n'
        ),
    )
    (found,) = read(world()).indexes
    assert (found.explicit, found.authenticate, found.ignore_error_codes) == (True, "always", (403,))
    assert found.credential is None


def test_relative_urls_are_relative_to_the_file(world, tmp_path):
    """Not to the working directory."""
    (tmp_path / "home/.config/uv/wheels").mkdir(parents=True)
    write(tmp_path / "home/.config/uv/uv.toml", '[[index]]\nname = "w"\nurl = "wheels"\n')
    assert read(world()).indexes[0].url == (tmp_path / "home/.config/uv/wheels").as_uri() + "/"


def test_credentials_of_variables_count_more_than_those_of_urls(world, tmp_path):
    """By the name of the index in capitals."""
    write(tmp_path / "cwd/uv.toml", '[[index]]\nname = "corp-x"\nurl = "https://u:url@x.example/"\n')
    path = tmp_path / "cwd/uv.toml"
    found = read(world()).credentials["https://x.example/"]
    assert (found.username, found.source) == ("u", f"uv.toml ({path})")
    assert found.secret.matches("url")
    found = read(world(UV_INDEX_CORP_X_USERNAME="me", UV_INDEX_CORP_X_PASSWORD="env")).credentials["https://x.example/"]
    assert (found.username, found.source) == ("me", "$UV_INDEX_CORP_X_PASSWORD")
    assert found.secret.matches("env")


def test_settings_show_no_secret(world, tmp_path):
    """Of any kind of source."""
    write(tmp_path / "cwd/uv.toml", '[[index]]\nname = "x"\nurl = "https://u:s3cret@x.example/"\nextra = 1\n')
    reading = read(world(UV_INDEX="y=https://s3cret@y.example", UV_FIND_LINKS="https://u:s3cret@f.example/"))
    assert [setting.value for setting in reading.settings] == [
        "y=https://••••••@y.example",
        "https://••••••@f.example/",
        "x=https://••••••@x.example/",
    ]
    assert "s3cret" not in repr(reading.indexes)


@pytest.mark.parametrize("content", ["index = 3\n", 'index = ["x"]\n', 'extra-index-url = "x"\n', "pip = 1\n"])
def test_values_of_a_wrong_kind_harm_nothing(world, tmp_path, content):
    """Of these uv itself will complain."""
    write(tmp_path / "cwd/uv.toml", content)
    assert read(world(UV_INDEX="x=https://x.example")).indexes[0].name == "x"


def test_a_broken_file_is_a_problem_told_once(world, tmp_path):
    """Everything else is still found."""
    write(tmp_path / "cwd/pyproject.toml", "[tool.uv\n")
    reading = read(world(UV_INDEX="x=https://x.example"))
    assert [index.name for index in reading.indexes] == ["x"]
    (problem,) = reading.problems
    assert f"{tmp_path / 'cwd/pyproject.toml'}, line 1 cannot be read: it is not valid TOML" in str(problem)
