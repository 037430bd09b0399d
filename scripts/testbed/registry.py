"""Which services were started, kept on disk so that another process can find and stop them."""

import contextlib
import json
import shutil
import signal
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from .chromium import SERVICE as CHROMIUM
from .elasticsearch import SERVICE as ELASTICSEARCH
from .errors import Unavailable
from .libreoffice import SERVICE as LIBREOFFICE
from .postgresql import SERVICE as POSTGRESQL
from .processes import Process, last_words, throwaway_folder, wait_until
from .s3 import SERVICE as S3
from .service import Launched, Service

SERVICES = {service.name: service for service in (ELASTICSEARCH, POSTGRESQL, S3, CHROMIUM, LIBREOFFICE)}


@dataclass(frozen=True)
class Record:
    """One started service, as it is written down."""

    name: str
    folder: str
    exports: Mapping[str, str]
    process: Process | None
    stop_signal: int

    def is_alive(self) -> bool:
        """Whether its process, when it has one, still runs."""
        return self.process is None or self.process.is_alive()


class Registry:
    """The services started on one account: the lasting ones, or those of one run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def records(self) -> dict[str, Record]:
        """What was started and not stopped, by name."""
        found = (json.loads(path.read_text()) for path in sorted(self.folder.glob("*.json")))
        return {entry["name"]: _record(entry) for entry in found}

    def alive(self) -> dict[str, Record]:
        """What was started and still runs, by name."""
        return {name: record for name, record in self.records().items() if record.is_alive()}

    def start(self, service: Service) -> Record:
        """Start a service and wait until it answers.

        Raises:
            Unavailable: it cannot be had here; nothing of it is left behind.
        """
        folder = throwaway_folder(service.name)
        # Written down before anything runs, so that whoever cleans up after a kill knows of the folder.
        self._write(service.name, folder, Launched(exports={}))
        try:
            launched = service.launch(folder)
            record = self._write(service.name, folder, launched)
            wait_until(lambda: not record.is_alive() or service.answers(record.exports), service.patience)
            if not (record.is_alive() and service.answers(record.exports)):
                raise Unavailable(f"it did not come up within {service.patience:.0f} s: {last_words(folder)}")
        except BaseException:
            self.stop(service.name)
            raise
        return record

    def stop(self, name: str) -> None:
        """Stop a service and remove its data; says nothing when it is gone already."""
        record = self.records()[name]
        if record.process:
            record.process.stop(gentle=signal.Signals(record.stop_signal))
        shutil.rmtree(record.folder, ignore_errors=True)
        self._path(name).unlink(missing_ok=True)

    def stop_all(self, names: Iterable[str] | None = None) -> list[str]:
        """Stop the named services, or all of them; returns the names of those that were there."""
        chosen = [name for name in self.records() if names is None or name in set(names)]
        for name in chosen:
            with contextlib.suppress(KeyError):
                self.stop(name)
        return chosen

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.json"

    def _write(self, name: str, folder: Path, launched: Launched) -> Record:
        record = Record(name, str(folder), launched.exports, launched.process, int(launched.stop_signal))
        unfinished = self._path(name).with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(asdict(record)))
        unfinished.rename(self._path(name))
        return record


def _record(entry: dict) -> Record:
    process = entry.pop("process")
    return Record(**entry, process=Process(**process) if process else None)
