"""The throw-away servers are real, and nothing of them outlives the run."""

import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import psycopg
import pytest
import redis as redis_client
from botocore.exceptions import ClientError

from tests.servers import RedisServer, Server, ServerError, SwiftServer
from tests.servers.process import PREFIX, find_program, make_folder
from tests.support.paths import ROOT
from tests.support.process_tree import descendants, left_of


def test_postgres_is_real(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection:
        row = connection.execute("SELECT '证书' || current_setting('server_encoding')").fetchone()
    assert row == ("证书UTF8",)


def test_redis_is_real(redis_url: str) -> None:
    client = redis_client.Redis.from_url(redis_url)
    client.set("卷子", "收到了")
    assert client.get("卷子") == "收到了".encode()


def test_s3_keeps_what_it_is_given(s3_server: SwiftServer, s3_env: dict[str, str]) -> None:
    client, bucket = s3_server.client(), s3_env["S3_BUCKET"]
    client.put_object(Bucket=bucket, Key="证书/一.pdf", Body=b"%PDF")
    assert client.get_object(Bucket=bucket, Key="证书/一.pdf")["Body"].read() == b"%PDF"


def test_s3_refuses_wrong_signatures(s3_server: SwiftServer) -> None:
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        s3_server.client(secret_key="wrong").list_buckets()


def test_s3_refuses_strangers(s3_server: SwiftServer, s3_env: dict[str, str]) -> None:
    with pytest.raises(urllib.error.HTTPError, match=r"40[03]"):
        urllib.request.urlopen(f"{s3_server.url}/{s3_env['S3_BUCKET']}/nothing")  # noqa: S310


@pytest.mark.integration
def test_servers_die_with_a_killed_run() -> None:
    command = [sys.executable, "-m", "tests.servers", "run", "postgres", "redis", "s3"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        first = run.stdout.readline()
        tree = descendants(run.pid)
        run.kill()
    assert first.startswith("export DATABASE_URL=")
    names = ("postgres", "redis-server", "memcached", "account", "container", "object", "proxy")
    assert [name for name in names if not any(name in line for line in tree.values())] == []
    assert left_of(tree) == {}


@pytest.mark.integration
def test_command_gets_addresses_and_gives_its_exit_code() -> None:
    code = "import os, sys; sys.exit(7 if os.environ['REDIS_URL'].startswith('redis://127') else 1)"
    command = [sys.executable, "-m", "tests.servers", "run", "redis", "--", sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 7


def test_missing_program_says_what_to_do() -> None:
    with pytest.raises(ServerError, match=r"no-such-server is missing: run `.ci/system-packages test`"):
        find_program("no-such-server")


def test_server_that_dies_shows_its_log() -> None:
    class Broken(Server):
        name = "broken"

        def launch(self) -> None:
            self.spawn([sys.executable, "-c", "raise SystemExit('no luck')"], log="broken.log")

        def is_ready(self) -> bool:
            return False

    with pytest.raises(ServerError, match=r"broken ended with 1[\s\S]*no luck"):
        Broken().start()


@pytest.mark.integration
def test_stopped_server_leaves_no_folder() -> None:
    with RedisServer() as server:
        folder = server.files
        assert folder.is_dir()
    assert not folder.exists()


def test_folders_of_killed_runs_are_swept(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f"{PREFIX}{dead.pid}-left"
    left.mkdir()
    mine = make_folder(tmp_path)
    assert sorted(tmp_path.iterdir()) == [mine]
