"""S3: versitygw, a small server that keeps objects as files and speaks the real protocol."""

import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from .cache import installed_once, required_program
from .processes import free_port, run_tool, server_environment, start_server
from .service import Launched, Service

VERSION = "v1.8.0"
# The checksum database of Go modules vouches for the bytes of a version.
MODULE = f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"


def install(folder: Path) -> None:
    """Have Go build the server into `folder`."""
    go = required_program("go", "install Go, or set CONJOINT_TEST_S3_URL")
    environment = os.environ | {"GOBIN": str(folder), "GOFLAGS": "-buildvcs=false"}
    run_tool([go, "install", MODULE], failure="Go could not build it", cwd=folder, env=environment)


def launch(folder: Path) -> Launched:
    """Start a server whose buckets are folders in `folder`."""
    program = installed_once(f"versitygw-{VERSION}", install) / "versitygw"
    port, access_key, secret_key = free_port(), "conjoint", secrets.token_urlsafe(24)
    (folder / "buckets").mkdir()
    # Object attributes go into files beside the objects: not every file system keeps extended attributes.
    (folder / "attributes").mkdir()
    process = start_server(
        [str(program), "--port", f"127.0.0.1:{port}", "--health", "/health"]
        + ["posix", "--sidecar", str(folder / "attributes"), str(folder / "buckets")],
        folder=folder,
        environment=server_environment(ROOT_ACCESS_KEY=access_key, ROOT_SECRET_KEY=secret_key),
        unprivileged=False,
    )
    exports = {
        SERVICE.variable: f"http://127.0.0.1:{port}",
        "CONJOINT_TEST_S3_ACCESS_KEY": access_key,
        "CONJOINT_TEST_S3_SECRET_KEY": secret_key,
    }
    return Launched(exports=exports, process=process)


def answers(exports: Mapping[str, str]) -> bool:
    """Whether the server says it is well."""
    try:
        # The address is the one composed above.
        with urllib.request.urlopen(f"{exports[SERVICE.variable]}/health", timeout=5) as response:  # noqa: S310
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


SERVICE = Service(name="s3", variable="CONJOINT_TEST_S3_URL", launch=launch, answers=answers)
