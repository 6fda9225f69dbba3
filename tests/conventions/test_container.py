"""The Dockerfile and compose.yaml, read as text: no image can be built where the tests run."""

import re
from typing import Any

import yaml

from pipelines.paths import ROOT
from tests.integration.test_wheel import PARTS

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
IGNORE = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()


def read_instructions(text: str) -> list[tuple[str, str]]:
    """Each instruction with its arguments on one line, comments left out."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [
        (word.upper(), " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())
    ]


INSTRUCTIONS = read_instructions(DOCKERFILE)


def list_faults(instructions: list[tuple[str, str]]) -> list[str]:
    """What a reviewer of an image would not let pass."""
    images = [rest.split()[0] for word, rest in instructions if word == "FROM"]
    commands = [rest for word, rest in instructions if word == "RUN"]
    users = [rest for word, rest in instructions if word == "USER"]
    faults = [f"no fixed version: {image}" for image in images if not re.search(r":\d+\.\d+", image)]
    faults += [f"names a host: {image}" for image in images if "/" in image]
    faults += ["ADD fetches and unpacks: use COPY" for word, _ in instructions if word == "ADD"]
    faults += ["runs as root"] if not users or users[-1] in {"root", "0"} else []
    faults += (
        ["pip keeps a cache"]
        if any("pip install" in each and "--no-cache-dir" not in each for each in commands)
        else []
    )
    faults += (
        ["lists of packages stay"]
        if any("apt-get" in each and "rm -rf /var/lib/apt/lists" not in each for each in commands)
        else []
    )
    faults += (
        ["packages are not what the lock says"] if "--require-hashes -r requirements.lock" not in DOCKERFILE else []
    )
    faults += (
        ["the whole folder is copied"]
        if any(word == "COPY" and rest.split()[0] == "." for word, rest in instructions)
        else []
    )
    return faults


def test_the_image_has_no_fault_that_can_be_read() -> None:
    assert list_faults(INSTRUCTIONS) == []


def test_each_fault_is_found() -> None:
    bad = read_instructions("FROM host/python\nADD x /\nCOPY . /\nRUN apt-get install x && pip install y\n")
    assert list_faults(bad) == [
        "no fixed version: host/python",
        "names a host: host/python",
        "ADD fetches and unpacks: use COPY",
        "runs as root",
        "pip keeps a cache",
        "lists of packages stay",
        "the whole folder is copied",
    ]


def test_the_image_holds_the_parts_of_the_wheel_and_nothing_else() -> None:
    copied = {
        name for word, rest in INSTRUCTIONS if word == "COPY" and "--from" not in rest for name in rest.split()[:-1]
    }
    assert copied == set(PARTS)
    assert IGNORE[1] == "*"
    assert {line.removeprefix("!") for line in IGNORE if line.startswith("!")} == set(PARTS)


def test_the_store_lies_on_a_volume_and_the_deliveries_are_only_read() -> None:
    for name, service in COMPOSE["services"].items():
        places = dict(volume.split(":")[:2] for volume in service["volumes"])
        assert places["opslag"] == "/swv/opslag", name
        assert {volume for volume in service["volumes"] if volume.endswith(":ro")} == {
            "./swv.toml:/swv/swv.toml:ro",
            "./aanlevering:/swv/aanlevering:ro",
            "./duiding:/swv/duiding:ro",
        }
        assert service["network_mode"] == "none"
        assert service["cap_drop"] == ["ALL"]
        assert "ports" not in service
    assert set(COMPOSE["volumes"]) == {"opslag"}
    assert COMPOSE["services"]["rooster"]["command"] == ["serve", "swv.toml"]
