"""A throw-away S3 store: OpenStack Swift with its s3api, one replica, signatures checked."""

import getpass
import os
import subprocess
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3
from botocore.client import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.servers.ports import LOOPBACK, accepts, free_ports
from tests.servers.process import Server, ServerError, find_program, make_folder

ACCESS_KEY = "test:tester"
SECRET_KEY = "testing"
REGION = "us-east-1"
STORES = ("account", "container", "object")
FILTERS = "catch_errors gatekeeper cache listing_formats bulk s3api tempauth slo dlo symlink versioned_writes"

# Run by Swift's own interpreter: one process instead of nine calls of swift-ring-builder.
RINGS = """
import sys
from swift.common.ring import RingBuilder
for word in sys.argv[1:]:
    name, port = word.split(":")
    builder = RingBuilder(3, 1, 1)
    builder.add_dev({"id": 0, "region": 1, "zone": 1, "ip": "127.0.0.1", "port": int(port), "device": "d1",
                     "weight": 1.0, "meta": "", "replication_ip": "127.0.0.1", "replication_port": int(port)})
    builder.rebalance()
    builder.get_ring().save(name + ".ring.gz")
"""


def keeps_attributes(folder: Path) -> bool:
    """Whether files in `folder` can carry extended attributes, in which Swift keeps its metadata."""
    probe = folder / "probe"
    probe.touch()
    try:
        os.setxattr(probe, "user.swift.probe", b"1")
    except OSError:
        return False
    finally:
        probe.unlink()
    return True


def interpreter_of(script: Path) -> str:
    """The Python named in the first line of a program."""
    return script.read_text().splitlines()[0].removeprefix("#!").split()[0]


def section(name: str, values: Mapping[str, object]) -> str:
    """One section of a paste configuration file."""
    return "\n".join([f"[{name}]", *(f"{key} = {value}" for key, value in values.items()), ""])


class SwiftServer(Server):
    """`env` leads to a bucket of its own; create_bucket() makes more."""

    name = "Swift (S3)"
    patience_seconds = 60.0

    def __init__(self) -> None:
        super().__init__()
        self.ports: dict[str, int] = {}
        self.bucket = ""

    @property
    def url(self) -> str:
        """The address of the S3 service."""
        return f"http://{LOOPBACK}:{self.ports['proxy']}"

    @property
    def env(self) -> dict[str, str]:
        return self.env_of(self.bucket)

    def env_of(self, bucket: str) -> dict[str, str]:
        """The environment variables that lead the product to `bucket`."""
        return {
            "S3_BUCKET": bucket,
            "S3_ENDPOINT_URL": self.url,
            "S3_ACCESS_KEY": ACCESS_KEY,
            "S3_SECRET_KEY": SECRET_KEY,
            "S3_REGION": REGION,
        }

    def client(self, *, secret_key: str = SECRET_KEY) -> Any:
        """A boto3 client of this store."""
        config = Config(
            s3={"addressing_style": "path"}, connect_timeout=5, read_timeout=20, retries={"max_attempts": 1}
        )
        return boto3.client(
            "s3",
            endpoint_url=self.url,
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key=secret_key,
            region_name=REGION,
            config=config,
        )

    def create_bucket(self) -> str:
        """Make an empty bucket and return its name."""
        name = f"gridschool-{uuid.uuid4().hex[:12]}"
        self.client().create_bucket(Bucket=name)
        return name

    def place(self) -> Path:
        """The first temporary folder whose file system has extended attributes. Raises ServerError."""
        tried = [Path(tempfile.gettempdir()), Path("/var/tmp"), Path.cwd() / "build"]  # noqa: S108
        for parent in tried:
            parent.mkdir(exist_ok=True)
            folder = make_folder(parent)
            if keeps_attributes(folder):
                return folder
            folder.rmdir()
        raise ServerError(f"Swift needs a file system with extended attributes; none of {tried} has them")

    def launch(self) -> None:
        programs = {name: find_program(f"swift-{name}-server") for name in (*STORES, "proxy")}
        memcached = find_program("memcached")
        self.ports = dict(zip((*STORES, "proxy", "memcached"), free_ports(5), strict=True))
        (self.files / "srv" / "d1").mkdir(parents=True)
        self.write_configuration()
        memcached_at = [
            "-l",
            LOOPBACK,
            "-p",
            str(self.ports["memcached"]),
            "-u",
            getpass.getuser(),
            "-m",
            "16",
        ]
        self.spawn([memcached, *memcached_at], log="memcached.log")
        self.build_rings(interpreter_of(programs["proxy"]))
        for name, program in programs.items():
            self.spawn([program, self.files / f"{name}-server.conf"], log=f"{name}.log")

    def build_rings(self, python: str) -> None:
        """Write which device holds what. Raises ServerError with Swift's own words."""
        words = [f"{name}:{self.ports[name]}" for name in STORES]
        done = subprocess.run(
            [python, "-c", RINGS, *words], cwd=self.files, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise ServerError(f"Swift's rings cannot be built:\n{done.stderr}")

    def write_configuration(self) -> None:
        """swift.conf and one file per server."""
        (self.files / "swift.conf").write_text(
            section("swift-hash", {"swift_hash_path_suffix": "test", "swift_hash_path_prefix": "test"})
            + section("storage-policy:0", {"name": "one", "default": "yes"})
        )
        for name in STORES:
            text = self.defaults(name, devices=self.files / "srv", mount_check="false", fallocate_reserve=0)
            text += section("pipeline:main", {"pipeline": f"{name}-server"})
            text += section(f"app:{name}-server", {"use": f"egg:swift#{name}"})
            (self.files / f"{name}-server.conf").write_text(text)
        (self.files / "proxy-server.conf").write_text(self.proxy_configuration())

    def defaults(self, name: str, **more: object) -> str:
        """The [DEFAULT] section of a server: one process on loopback."""
        return section(
            "DEFAULT",
            {
                "bind_ip": LOOPBACK,
                "bind_port": self.ports[name],
                "user": getpass.getuser(),
                "swift_dir": self.files,
                "workers": 0,
                **more,
            },
        )

    def proxy_configuration(self) -> str:
        """The S3 door: the filters of Swift's own sample that s3api needs."""
        memcached = f"{LOOPBACK}:{self.ports['memcached']}"
        filters: dict[str, dict[str, object]] = {
            "cache": {"use": "egg:swift#memcache", "memcache_servers": memcached},
            "s3api": {"s3_acl": "false", "location": REGION, "dns_compliant_bucket_names": "true"},
            "tempauth": {"user_test_tester": f"{SECRET_KEY} .admin"},
            "versioned_writes": {"allow_versioned_writes": "true", "allow_object_versioning": "true"},
        }
        text = self.defaults("proxy") + section("pipeline:main", {"pipeline": f"{FILTERS} proxy-server"})
        for name in FILTERS.split():
            text += section(f"filter:{name}", {"use": f"egg:swift#{name}", **filters.get(name, {})})
        return text + section("app:proxy-server", {"use": "egg:swift#proxy", "account_autocreate": "true"})

    def is_ready(self) -> bool:
        """All five listen, and the store answers a signed request."""
        if not all(accepts(port) for port in self.ports.values()):
            return False
        try:
            self.client().list_buckets()
        except (BotoCoreError, ClientError):
            return False
        return True

    def prepare(self) -> None:
        self.bucket = self.create_bucket()
