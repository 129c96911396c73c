"""Words become the request that they mean, or one clear error that repeats nothing secret."""

import traceback

import pytest
from hypothesis import given
from hypothesis import strategies as st

from altindex_magic import request
from altindex_magic.errors.credential import SecretInLine
from altindex_magic.errors.usage import BadUsage
from altindex_magic.grammar import parse, split
from altindex_magic.grammar.verbs import VERBS
from altindex_magic.model import Scope

URL = "https://pypi.example.com/simple/"
CASES = [
    ("", request.ShowStatus()),
    ("status", request.ShowStatus()),
    ("list", request.ListIndexes()),
    ("presets", request.ListPresets()),
    (f"add fury {URL}", request.Add("fury", URL)),
    (r"add here C:\wheels", request.Add("here", r"C:\wheels")),
    (
        "add fury --preset gemfury account=acme",
        request.Add("fury", preset="gemfury", fields=(("account", "acme"),)),
    ),
    (
        "add ca region=eu-west-1 --preset codeartifact domain=acme owner=1 repo=a=b",
        request.Add(
            "ca",
            preset="codeartifact",
            fields=(("region", "eu-west-1"), ("domain", "acme"), ("owner", "1"), ("repo", "a=b")),
        ),
    ),
    (
        f"add corp {URL} --packages acme-* other --username bob --packages x,y_* --publish-url {URL}up/",
        request.Add("corp", URL, packages=("acme-*", "other", "x", "y_*"), username="bob", publish_url=f"{URL}up/"),
    ),
    (
        f"add --replace --default --allow-http corp --cooldown=7d {URL} --scope project --ca-cert a --client-cert b",
        request.Add(
            "corp",
            URL,
            replace=True,
            default=True,
            allow_http=True,
            cooldown="7d",
            scope=Scope.PROJECT,
            ca_cert="a",
            client_cert="b",
        ),
    ),
    (
        f"add fury {URL} --cooldown 7d --cooldown-except acme-*,tool --packages acme-*",
        request.Add("fury", URL, packages=("acme-*",), cooldown="7d", cooldown_except=("acme-*", "tool")),
    ),
    ("remove fury", request.Remove("fury")),
    ("rename fury gem", request.Rename("fury", "gem")),
    ("login fury", request.Login("fury")),
    ("login fury --env FURY_TOKEN", request.Login("fury", env="FURY_TOKEN")),
    ("login --username bob fury --keep session", request.Login("fury", username="bob", keep="session")),
    ("login fury --command 'op read --token x'", request.Login("fury", command="op read --token x")),
    ("logout fury", request.Logout("fury")),
    ("use", request.Use()),
    ("use fury team --only", request.Use(("fury", "team"), only=True)),
    ("use --strict fury --uploads team", request.Use(("fury", "team"), strict=True, uploads=True)),
    ("off", request.Off()),
    ("test", request.Test()),
    ("test fury team", request.Test(("fury", "team"))),
    ("install acme", request.Install(("acme",))),
    ("build", request.Build()),
    ("build ./acme", request.Build("./acme")),
    ("upload a.whl dist/* --to fury", request.Upload(("a.whl", "dist/*"), "fury")),
    (
        "upload --to fury --yes a.whl --dry-run --skip-existing",
        request.Upload(("a.whl",), "fury", skip_existing=True, dry_run=True, yes=True),
    ),
    ("publish --to fury", request.Publish("fury")),
    (
        "publish --dry-run ./acme --skip-existing --to=fury --yes",
        request.Publish("fury", "./acme", skip_existing=True, dry_run=True, yes=True),
    ),
    ("init-package acme-models", request.InitPackage("acme-models")),
    ("init-package acme --from a.py", request.InitPackage("acme", file="a.py")),
    ("init-package --cells 3,5-7 acme", request.InitPackage("acme", cells="3,5-7")),
    ("uninstall acme other", request.Uninstall(("acme", "other"))),
    ("installed", request.ListInstalled()),
    ("installed --newer", request.ListInstalled(newer=True)),
    ("projects", request.ListProjects()),
    ("projects libs", request.ListProjects("libs")),
    ("panel", request.Panel()),
    ("panel --plain", request.Panel(plain=True)),
    ("add a https://a.example/ --dry-run", request.Add("a", "https://a.example/", dry_run=True)),
    ("versions acme", request.ListVersions("acme")),
    ("search mod", request.Search("mod")),
    ("why acme", request.Explain("acme")),
    ("import", request.ImportSettings()),
    (
        "import --clean --scope project --yes --dry-run",
        request.ImportSettings(Scope.PROJECT, clean=True, dry_run=True, yes=True),
    ),
    ("export pip", request.Export("pip")),
    (
        "export --scope site uv --only fury team --dry-run --with-secret",
        request.Export("uv", ("fury", "team"), Scope.SITE, only=True, dry_run=True, with_secret=True),
    ),
    ("undo", request.Undo()),
    ("lock", request.Lock()),
    (
        "lock acme-models>=1 -r a.txt acme-data --requirement=b.txt -o pylock.dev.toml --dry-run",
        request.Lock(("acme-models>=1", "acme-data"), ("a.txt", "b.txt"), "pylock.dev.toml", dry_run=True),
    ),
    ("sync", request.Sync()),
    ("sync pylock.dev.toml --prune --dry-run", request.Sync("pylock.dev.toml", prune=True, dry_run=True)),
    ("autoload on", request.Autoload("on")),
    ("doctor --json", request.Doctor(as_json=True)),
    ("allow acme --from fury", request.Allow(("acme",), "fury")),
    ("allow acme --from fury acme-data", request.Allow(("acme", "acme-data"), "fury")),
    ("forget acme", request.Forget(("acme",))),
    ("forget --files acme acme-data", request.Forget(("acme", "acme-data"), files=True)),
    ("provenance", request.ShowProvenance()),
    ("provenance acme --json --verify", request.ShowProvenance(("acme",), verify=True, as_json=True)),
    ("help", request.Help()),
    ("help add", request.Help("add")),
    ("-h", request.Help()),
    ("--help", request.Help()),
    ("add --help", request.Help("add")),
    ("install -h", request.Help("install")),
    ("use fury -h", request.Help("use")),
]


def parsed_or_refused(words):
    try:
        return parse(words)
    except (BadUsage, SecretInLine) as error:
        return error


@pytest.mark.parametrize(("line", "wanted"), CASES)
def test_a_line_becomes_its_request(line, wanted):
    """Every verb with every option; options may stand anywhere among the words."""
    assert parse(split(line, windows=True)) == wanted


def test_the_cases_above_know_every_verb():
    """A verb that is added gets a case."""
    assert {line.split()[0] for line, _ in CASES if line} >= set(VERBS)


@pytest.mark.parametrize(
    ("line", "problem", "verb"),
    [
        ("instal acme", "there is no such command; the nearest is `install`", None),
        ("xyzzy", "there is no such command", None),
        ("help instal", "there is no such command; the nearest is `install`", None),
        ("add", "it lacks NAME", "add"),
        ("add fury", "it needs the URL of the index, or a --preset", "add"),
        ("add fury account=acme", "fields (k=v) go with --preset", "add"),
        (f"add fury {URL} account=acme", "fields (k=v) go with --preset", "add"),
        ("add fury --preset p a=1 a=2", "a field of the preset is given twice", "add"),
        (f"add fury {URL} {URL}", "it has more words than a name and one URL", "add"),
        (f"add fury {URL} --usename x", "`add` has no such option; the nearest is `--username`", "add"),
        (f"add fury {URL} --scope user --scope site", "`--scope` is given twice", "add"),
        (f"add fury {URL} --scope here", "`--scope` takes user or project or site", "add"),
        (f"add fury {URL} --username", "`--username` needs a value", "add"),
        (f"add fury {URL} --default=yes", "`--default` takes no value", "add"),
        (
            f"add fury --packages acme-* {URL}",
            "`--packages` takes patterns of project names, such as acme-*; anything else goes before it",
            "add",
        ),
        (
            f"add fury {URL} --packages acme[",
            "`--packages` takes patterns of project names, such as acme-*; anything else goes before it",
            "add",
        ),
        ("rename fury", "it lacks NEW", "rename"),
        ("login", "it lacks NAME", "login"),
        ("login fury --env $TOKEN", "`--env` takes the name of a variable, not its value", "login"),
        ("login fury --env A --keep session", "`--env`, `--command` and `--keep` exclude one another", "login"),
        (
            "login fury s3cret",
            "`login` takes one name and asks for the secret; if you typed it here, delete it",
            "login",
        ),
        ("off now", "`off` takes fewer words", "off"),
        ("export conda", "`export` takes pip, pypirc, uv or netrc", "export"),
        ("export", "it lacks pip|pypirc|uv|netrc", "export"),
        ("allow acme", "it lacks --from", "allow"),
        ("install acme --with conda", "`--with` takes pip or uv", "install"),
        ("install acme --with", "`--with` takes pip or uv", "install"),
    ],
)
def test_a_line_that_is_none_is_refused_with_the_usage_of_its_verb(line, problem, verb):
    """What is wrong is said in our own words: a word of the line may be a secret."""
    with pytest.raises(BadUsage) as caught:
        parse(line.split())
    assert caught.value.what == f"This line is not understood: {problem}."
    assert caught.value.remedy.startswith(f"%altindex {verb}" if verb else "%altindex COMMAND …")
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize(
    "word", ["https://user:s3cret@h.example/", "--password=s3cret", "--token", "x=https://s3cret@h.example/", "s3cret"]
)
def test_no_error_repeats_a_secret(verb, place, word):
    """Whichever the verb and wherever the word stands; what is recognised as a secret is refused."""
    words = [verb, "--preset", "p", "name"]
    words.insert(place + 1, word)
    outcome = parsed_or_refused(words)
    if isinstance(outcome, request.Request):
        assert word == "s3cret"
    else:
        assert "s3cret" not in "".join(traceback.format_exception(outcome))


@pytest.mark.parametrize(
    ("line", "where"),
    [
        ("add fury https://user:s3cret@h.example/", "The URL of `add`"),
        ("add fury https://s3cret@h.example/", "The URL of `add`"),
        ("add fury --allow-http https://s3cret@h.example/", "The URL of `add`"),
        (f"add fury {URL} --publish-url https://s3cret@h.example/", "--publish-url"),
        (f"add fury {URL} --publish-url=https://s3cret@h.example/", "--publish-url"),
        ("add fury --preset p host=https://s3cret@h.example/", "A field of `add`"),
        ("add fury --preset p token=s3cret", "The field `token`"),
        (f"add fury {URL} --username bob:s3cret", "--username"),
        ("login fury --username=bob:s3cret", "--username"),
        (f"add fury {URL} --password s3cret", "--password"),
        ("login fury --token=s3cret", "--token"),
        ("use https://s3cret@h.example/", "A word of `use`"),
        ("xyzzy https://s3cret@h.example/", "A word of this line"),
        ("https://s3cret@h.example/", "A word of this line"),
        ("install --extra-index-url https://u:s3cret@h.example/ a", "--extra-index-url"),
        ("install --extra-index-url=https://u:s3cret@h.example/ a", "--extra-index-url"),
        ("install -ihttps://u:s3cret@h.example/ a", "-i"),
        ("install -r https://u:s3cret@h.example/req.txt", "-r"),
        ("install --s3cret=https://u:s3cret@h.example/", "A requirement of `install`"),
        ("install a@https://s3cret@h.example/a.whl", "A requirement of `install`"),
        ("install -U a@https://s3cret@h.example/a.whl", "A requirement of `install`"),
        ("install acme -- https://s3cret@h.example/a.whl", "A requirement of `install`"),
        ("install --help https://s3cret@h.example/a.whl", "A requirement of `install`"),
    ],
)
def test_a_secret_in_a_line_is_refused_by_its_place(line, where):
    """Where it stands is named; what stands there is not."""
    with pytest.raises(SecretInLine) as caught:
        parse(line.split())
    assert caught.value.what == f"{where} holds a user name, password or token. Nothing was done."
    assert "s3cret" not in str(caught.value)


def test_a_cell_goes_with_install_alone():
    """Text under another verb would be lost without a word."""
    with pytest.raises(BadUsage, match="a cell goes with `install`, not with `use`"):
        parse(["use", "fury"], "acme\n")
    assert parse(["use", "fury"], " \n") == request.Use(("fury",))


@given(st.lists(st.one_of(st.text(), st.sampled_from([*VERBS, "--with", "--", "-h", "--from", "--packages", "k=v"]))))
def test_any_words_become_a_request_or_one_clear_error(words):
    """No input breaks the parser in another way, and nothing is printed or exited."""
    assert isinstance(parsed_or_refused(words), (request.Request, BadUsage, SecretInLine))
