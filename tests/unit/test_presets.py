"""The provider catalogue gives the addresses and settings that each provider documents."""

import re
from dataclasses import replace

import pytest

from altindex_magic import defaults, presets
from altindex_magic.model import SECRET_AS_USER

ADDRESSES = {
    "pypi_simple": "https://pypi.example/simple/",
    "pypi_upload": "https://upload.pypi.example/legacy/",
    "testpypi_simple": "https://test.pypi.example/simple/",
    "testpypi_upload": "https://test.pypi.example/legacy/",
}
EVERY_PRESET = pytest.mark.parametrize("preset", presets.catalogue().values(), ids=lambda preset: preset.name)

DOCUMENTED = [
    ("gemfury", "https://pypi.fury.io/acme/", "https://pypi.fury.io/acme/"),
    (
        "codeartifact",
        "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/simple/",
        "https://acme-111122223333.d.codeartifact.eu-central-1.amazonaws.com/pypi/python/",
    ),
    (
        "google-artifact-registry",
        "https://europe-west3-python.pkg.dev/acme-prod/python/simple/",
        "https://europe-west3-python.pkg.dev/acme-prod/python/",
    ),
    (
        "azure-artifacts",
        "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/simple/",
        "https://pkgs.dev.azure.com/acme/data/_packaging/python/pypi/upload/",
    ),
    (
        "artifactory",
        "https://acme.jfrog.io/artifactory/api/pypi/pypi-local/simple/",
        "https://acme.jfrog.io/artifactory/api/pypi/pypi-local",
    ),
    (
        "gitlab-project",
        "https://gitlab.example.com/api/v4/projects/acme%2Fmodels/packages/pypi/simple/",
        "https://gitlab.example.com/api/v4/projects/acme%2Fmodels/packages/pypi",
    ),
    ("gitlab-group", "https://gitlab.example.com/api/v4/groups/acme%2Fdata/-/packages/pypi/simple/", None),
    (
        "cloudsmith",
        "https://dl.cloudsmith.io/basic/acme/python/python/simple/",
        "https://python.cloudsmith.io/acme/python/",
    ),
    (
        "nexus",
        "https://nexus.example.com/repository/pypi-all/simple/",
        "https://nexus.example.com/repository/pypi-internal/",
    ),
    ("devpi", "https://devpi.example.com/acme/prod/+simple/", "https://devpi.example.com/acme/prod/"),
    ("pypiserver", "https://pypi.example.com:8443/simple/", "https://pypi.example.com:8443/"),
    (
        "gitea",
        "https://gitea.example.com/api/packages/acme/pypi/simple/",
        "https://gitea.example.com/api/packages/acme/pypi",
    ),
    ("forgejo", "https://codeberg.org/api/packages/acme/pypi/simple/", "https://codeberg.org/api/packages/acme/pypi"),
    ("folder", "file:///srv/wheels/", None),
    ("pypi", ADDRESSES["pypi_simple"], ADDRESSES["pypi_upload"]),
    ("testpypi", ADDRESSES["testpypi_simple"], ADDRESSES["testpypi_upload"]),
    ("pytorch", "https://download.pytorch.org/whl/cu128/", None),
    ("nvidia", "https://pypi.nvidia.com/", None),
    (
        "scientific-python-nightly",
        "https://pypi.anaconda.org/scientific-python-nightly-wheels/simple/",
        None,
    ),
    ("tuna", "https://pypi.tuna.tsinghua.edu.cn/simple/", None),
    ("aliyun", "https://mirrors.aliyun.com/pypi/simple/", None),
    ("ustc", "https://mirrors.ustc.edu.cn/pypi/simple/", None),
]
"""What the providers document: preset, address to read from, address to upload to."""


def fill(preset, **fields):
    return presets.fill(presets.find(preset), "fury", fields, ADDRESSES)


def example(preset):
    """Give the fields as the catalogue's own examples have them."""
    return {field.name: field.placeholder for field in preset.fields}


@pytest.mark.parametrize(("preset", "url", "publish_url"), DOCUMENTED)
def test_a_preset_gives_the_addresses_of_its_provider(preset, url, publish_url):
    """The examples of the catalogue give the addresses that the providers document."""
    index = fill(preset, **example(presets.find(preset)))
    assert (index.url, index.publish_url) == (url, publish_url)


def test_every_preset_is_held_against_the_documented_addresses():
    """A preset that is added has to be added to the table above too."""
    assert [row[0] for row in DOCUMENTED] == list(presets.catalogue())


@EVERY_PRESET
def test_what_the_provider_prescribes_reaches_the_index(preset):
    """User name, default, exclusiveness, codes and the preset's own name are those of the catalogue."""
    index = presets.fill(preset, "fury", example(preset), ADDRESSES)
    assert (index.name, index.preset) == ("fury", preset.name)
    assert (index.username, index.default, index.exclusive) == (preset.username, preset.default, preset.exclusive)
    assert index.ignore_error_codes == preset.ignore_error_codes
    assert len(index.packages) == len(preset.packages)


def test_gemfury_takes_the_token_as_user_name():
    """The index holds the word for it, never a token."""
    assert fill("gemfury", account="acme").username == SECRET_AS_USER


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("git.example.com", "https://git.example.com/api/packages/acme/pypi/simple/"),
        ("git.example.com:8443", "https://git.example.com:8443/api/packages/acme/pypi/simple/"),
        ("https://git.example.com", "https://git.example.com/api/packages/acme/pypi/simple/"),
        ("https://git.example.com/", "https://git.example.com/api/packages/acme/pypi/simple/"),
        (" Git.Example.com ", "https://git.example.com/api/packages/acme/pypi/simple/"),
        ("http://localhost:3000", "http://localhost:3000/api/packages/acme/pypi/simple/"),
        ("[::1]:3000", "https://[::1]:3000/api/packages/acme/pypi/simple/"),
    ],
)
def test_a_host_may_be_pasted_with_its_scheme(typed, url):
    """A host is https unless it says otherwise; what the browser's address bar gives is taken."""
    assert fill("gitea", host=typed, owner="acme").url == url


def test_a_default_stands_in_for_a_field_that_was_left_out():
    """GitLab is gitlab.com and PyTorch is for the CPU unless something else is said."""
    assert fill("gitlab-project", project="42").url == "https://gitlab.com/api/v4/projects/42/packages/pypi/simple/"
    assert fill("pytorch").url == "https://download.pytorch.org/whl/cpu/"
    assert fill("pytorch", variant=" ").url == "https://download.pytorch.org/whl/cpu/"


def test_a_feed_of_the_whole_organization_has_no_project_in_its_address():
    """A part that was left out takes its slash with it."""
    index = fill("azure-artifacts", organization="acme", feed="python")
    assert index.url == "https://pkgs.dev.azure.com/acme/_packaging/python/pypi/simple/"
    assert index.publish_url == "https://pkgs.dev.azure.com/acme/_packaging/python/pypi/upload/"


def test_an_index_without_a_place_for_uploads_takes_none():
    """Nexus has another repository for uploads; where it is not named there is no upload address."""
    assert fill("nexus", host="nexus.example.com", repository="pypi-all").publish_url is None


def test_values_are_encoded_into_the_path():
    """A blank or a slash in a value stays within its part of the path."""
    azure = fill("azure-artifacts", organization="acme", project="Data Science", feed="python@Release")
    assert azure.url == "https://pkgs.dev.azure.com/acme/Data%20Science/_packaging/python@Release/pypi/simple/"
    assert "/groups/acme%2Fdata%2Fml/-/" in fill("gitlab-group", group="acme/data/ml").url


@pytest.mark.parametrize("variant", ["cpu", "xpu", "cu118", "cu126", "cu128", "cu130", "rocm6.4", "rocm6.2.4"])
def test_every_accelerator_of_pytorch_has_an_index(variant):
    """The variants are those in the index's own naming."""
    assert fill("pytorch", variant=variant).url == f"https://download.pytorch.org/whl/{variant}/"


def test_only_the_fields_own_address_is_looked_up():
    """Filling in a private provider does not load the tools that know PyPI's addresses."""
    assert presets.fill(presets.find("gemfury"), "fury", {"account": "acme"}, {}).name == "fury"


@pytest.mark.parametrize(
    ("preset", "taken", "left"),
    [
        (
            "pytorch",
            ["torch", "torchvision", "torchaudio", "pytorch-triton", "pytorch-triton-rocm", "triton-rocm"],
            ["numpy", "requests", "torchmetrics", "torch-geometric", "torchinfo", "triton", "nvidia-cublas-cu12"],
        ),
        (
            "nvidia",
            [
                "cudf-cu12",
                "dask-cudf-cu13",
                "libcuml-cu12",
                "pylibraft-cu12",
                "tensorrt",
                "tensorrt-llm",
                "isaacsim-core",
            ],
            ["numpy", "torch", "nvidia-ml-py", "nvidia-cublas-cu12", "cupy-cuda12x", "faiss-gpu-cu12", "dask-cuda"],
        ),
        ("scientific-python-nightly", ["numpy", "scikit-learn"], ["requests", "numpydoc", "pandas-stubs"]),
        ("testpypi", ["my-lib"], ["my-library", "numpy"]),
    ],
)
def test_a_public_alternate_takes_its_own_names_and_no_others(preset, taken, left):
    """A pattern that is too wide would take packages away that only the default index has."""
    index = fill(preset, **example(presets.find(preset)))
    assert [name for name in taken if not index.declares(name)] == []
    assert [name for name in left if index.declares(name)] == []


def test_pytorchs_answer_to_an_unknown_name_is_ignored():
    """Its host says 403 where others say 404."""
    assert fill("pytorch").ignore_error_codes == (403,)


@EVERY_PRESET
def test_a_public_index_gives_its_names_up_when_it_is_not_in_use(preset):
    """What is no mirror and needs no login declares what it has, and not for ever."""
    public = preset.token.startswith("None: the index is public") or preset.name in {"pypi", "testpypi"}
    if public:
        assert not preset.exclusive
        assert preset.default or preset.packages


@EVERY_PRESET
def test_an_entry_of_the_catalogue_is_complete(preset):
    """Each template asks for the preset's own fields, each of its fields is used, and each example fits."""
    used = set(re.findall(r"\{(\w+)\}", " ".join([preset.url, preset.publish_url or "", *preset.packages])))
    names = {field.name for field in preset.fields}
    assert names <= used <= names | set(ADDRESSES)
    assert set(re.findall(r"\{(\w+)\}", preset.command_hint or "")) <= names
    assert all(re.fullmatch(field.pattern, field.placeholder) for field in preset.fields)
    assert preset.token.endswith((".", ")"))
    assert not preset.token_url or preset.token_url.startswith("https://")


def test_the_default_indexes_are_those_that_the_tools_define():
    """The real addresses fill in the presets of PyPI and TestPyPI."""
    index = presets.fill(presets.find("pypi"), "pypi", {}, defaults.addresses())
    assert (index.url, index.publish_url) == (defaults.default_simple_url(), defaults.default_upload_url())


def test_the_catalogue_cannot_be_changed():
    """It is read once and shared."""
    with pytest.raises(TypeError):
        presets.catalogue()["mine"] = replace(presets.find("pypi"), name="mine")
