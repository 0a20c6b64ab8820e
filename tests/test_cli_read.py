"""What `ipsomun read` cannot do at once is said before anything is opened."""

import pytest

import cli
from mentions.errors import ConfigError


def read(*arguments):
    options = cli.parser().parse_args(["--config", "nowhere.toml", "read", *arguments])
    return options.command(options)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("-", "--cluster"), "read: - and --cluster do not go together"),
        (("--cluster", "-"), "read: - and --cluster do not go together"),
        (("--cluster", "10.0.0.5:6379", "-"), "read: - and --cluster do not go together"),
        (("--evaluate", "--cluster"), "--evaluate and --cluster do not go together"),
        (("--evaluate", "folder", "--cluster", "auto"), "--evaluate and --cluster do not"),
        (("-", "--evaluate"), "read: - and --evaluate do not go together"),
        (("--evaluate", "-"), "read: - and --evaluate do not go together"),
        (("--corrections", "--cluster"), "--cluster and --corrections do not go together"),
        (("--corrections", "--evaluate"), "--evaluate and --corrections do not"),
        (("-", "--cluster", "--evaluate"), "-, --evaluate and --cluster do not go together"),
        (("--readers", "2"), "--readers 2: only a cluster .*ipsomun read --cluster --readers 2"),
        (("-", "--readers", "2"), "--readers 2: only a cluster has several readers"),
    ],
)
def test_ways_of_reading_that_exclude_each_other_are_told(arguments, said):
    with pytest.raises(ConfigError, match=said):
        read(*arguments)


@pytest.mark.parametrize(
    "arguments",
    [(), ("-",), ("--cluster",), ("--cluster", "auto", "--readers", "2"), ("--evaluate", "folder")],
)
def test_one_way_alone_is_fine(arguments):
    with pytest.raises(ConfigError, match=r"nowhere\.toml: no such file"):
        read(*arguments)


def test_two_ways_end_with_2(project):
    done = project.ipsomun("read", "-", "--cluster", code=2, input="")
    assert done.stderr.startswith("ipsomun: read: - and --cluster")
    assert done.stdout == ""
