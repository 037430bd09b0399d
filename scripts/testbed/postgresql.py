"""PostgreSQL: a throw-away cluster that answers on loopback only, with a password made for it."""

import os
import secrets
import shutil
import signal
import subprocess
import urllib.parse
from collections.abc import Mapping
from pathlib import Path

from .debian import install_package
from .processes import free_port, identity, run_tool, server_environment, start_server, unprivileged_user
from .service import Launched, Service

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
NAME = "conjoint"
# Nobody needs this data after a crash of the machine; tests are about twice as fast without waiting for the disk.
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = ''
max_connections = 200
fsync = off
full_page_writes = off
"""


def find_binaries() -> Path | None:
    """The newest installed server's programs, wherever Debian or the PATH has them."""
    versions = sorted(DEBIAN_FOLDER.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]), reverse=True)
    found = str(versions[0]) if versions else shutil.which("initdb")
    return Path(found).parent if found else None


def binaries() -> Path:
    """The programs of PostgreSQL, installed first where that is possible."""
    if (found := find_binaries()) is None:
        install_package("postgresql")
        found = find_binaries()
    return found


def create_cluster(programs: Path, folder: Path, *, port: int, password: str) -> Path:
    """Make an empty cluster with one user and one database."""
    data, secret = folder / "data", folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if user := unprivileged_user():
        shutil.chown(secret, user)
    options = {"cwd": folder, "env": server_environment(HOME=str(folder)), **identity(unprivileged_user())}
    run_tool(
        [str(programs / "initdb"), "-D", str(data), "-U", NAME, "--pwfile", str(secret)]
        + ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
        failure="initdb failed",
        **options,
    )
    with (data / "postgresql.conf").open("a") as settings:
        settings.write(SETTINGS.format(port=port))
    run_tool(
        [str(programs / "postgres"), "--single", "-D", str(data), "postgres"],
        failure="the database could not be created",
        input=f"CREATE DATABASE {NAME}\n",
        **options,
    )
    return data


def launch(folder: Path) -> Launched:
    """Start a cluster whose files lie in `folder`."""
    programs, port, password = binaries(), free_port(), secrets.token_urlsafe(16)
    data = create_cluster(programs, folder, port=port, password=password)
    process = start_server(
        [str(programs / "postgres"), "-D", str(data)],
        folder=folder,
        environment=server_environment(HOME=str(folder)),
    )
    url = f"postgresql://{NAME}:{password}@127.0.0.1:{port}/{NAME}"
    # SIGINT is PostgreSQL's “fast” stop: open connections are closed instead of waited for.
    return Launched(exports={SERVICE.variable: url}, process=process, stop_signal=signal.SIGINT)


def answers(exports: Mapping[str, str]) -> bool:
    """Whether the server accepts connections."""
    address = urllib.parse.urlsplit(exports[SERVICE.variable])
    asked = subprocess.run(  # noqa: S603
        [str(find_binaries() / "pg_isready"), "-q", "-h", address.hostname, "-p", str(address.port)],
        env=os.environ,
        check=False,
    )
    return asked.returncode == 0


SERVICE = Service(
    name="postgresql",
    variable="CONJOINT_TEST_POSTGRES_URL",
    launch=launch,
    answers=answers,
)
