"""A batch over two Ray nodes on this machine, one of which is killed half way.

    python tests/ray_two_nodes.py [CLUSTERS]

The output must equal that of the local engine, byte for byte.  Needs the extra `ray`.
"""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from torture import write_clusters

ROOT = Path(__file__).resolve().parent.parent
RAY = [sys.executable, "-c", "from ray.scripts.scripts import main; main()"]
PORT = 26_379
ENV = {
    **os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1",
    "RAY_USAGE_STATS_ENABLED": "0", "PYTHONDONTWRITEBYTECODE": "1",
    "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": secrets.token_hex(16),  # of this cluster alone
}  # fmt: skip


def node(*options: str) -> subprocess.Popen[bytes]:
    """A node with one processor, in a process group of its own."""
    command = [*RAY, "start", "--num-cpus=1", "--block", "--node-ip-address=127.0.0.1", *options]
    return subprocess.Popen(
        command, env=ENV, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def nodes() -> int:
    """How many nodes there are, as somebody sees it who connects."""
    program = (
        f"import ray; ray.init('127.0.0.1:{PORT}', logging_level='ERROR', log_to_driver=False)\n"
        "print(sum(node['Alive'] for node in ray.nodes()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], env=ENV, capture_output=True, text=True, check=False
    )
    return int(done.stdout or 0)


def batch(data: Path, out: Path, *options: str) -> subprocess.Popen[str]:
    """The command, begun."""
    command = [sys.executable, "-m", "summarizer", "batch", str(data), "-o", str(out)]
    rest = ["--method", "kl", "--words", "30", *options]
    return subprocess.Popen([*command, *rest], cwd=ROOT, env=ENV, text=True, stderr=subprocess.PIPE)


def main(clusters: int) -> None:
    """Raises AssertionError for what is not right."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        write_clusters(place / "events.jsonl", clusters)
        local = batch(place / "events.jsonl", place / "local.jsonl", "--workers", "1")
        print(local.communicate()[1].strip(), flush=True)
        head = node("--head", "--port", str(PORT), "--include-dashboard=false")
        other = node("--address", f"127.0.0.1:{PORT}")
        try:
            while nodes() < 2:
                assert head.poll() is None, "the head did not start"
                time.sleep(1)
            print("two nodes", flush=True)
            options = ("--engine", "ray", "--address", f"127.0.0.1:{PORT}", "--workers", "2")
            run = batch(place / "events.jsonl", place / "ray.jsonl", *options)
            blocks = place / "ray.jsonl.blocks"
            while len(list(blocks.glob("*.out"))) < 2:
                assert run.poll() is None, run.communicate()[1]
                time.sleep(0.05)
            os.killpg(other.pid, signal.SIGKILL)
            left = len(list(blocks.glob("*.in"))) - len(list(blocks.glob("*.out")))
            print(f"a node killed with {left} blocks to do", flush=True)
            print(run.communicate()[1].strip())
            assert run.returncode == 0, run.returncode
        finally:
            for process in (other, head):
                process.terminate()  # upon which it ends what it has started
                process.wait()
        same = (place / "ray.jsonl").read_bytes() == (place / "local.jsonl").read_bytes()
        assert same, "the outputs differ"
        print(f"{clusters:,} clusters, one node of two killed: the same bytes")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 640)
