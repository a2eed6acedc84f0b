"""A Spark master with two workers on this machine, out of the pip wheel, and one session for the whole run."""

import atexit
import ctypes
import os
import shutil
import signal
import socket
import subprocess
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

BRIEF = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"  # machines that live for minutes: compiling for years costs more
SMALL = {
    "spark.driver.extraJavaOptions": BRIEF,
    "spark.executor.extraJavaOptions": BRIEF,
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.memory": "768m",
    "spark.executor.memory": "512m",
    "spark.sql.shuffle.partitions": "1",
    "spark.default.parallelism": "2",
    "spark.sql.codegen.wholeStage": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.autoBroadcastJoinThreshold": "10m",
}
WORKERS = 2
DIES_WITH_US = 1  # prctl's PR_SET_PDEATHSIG


def _die_with_us() -> None:
    ctypes.CDLL(None).prctl(DIES_WITH_US, signal.SIGTERM)


def why_not() -> str:
    """Why there can be no Spark here; "" when there can."""
    if not find_spec("pyspark"):
        return "Spark is not installed: pip install pyspark pyarrow"
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        return "Spark needs Java: on Debian, apt-get install openjdk-17-jre-headless"
    return ""


@cache
def address(folder: Path) -> str:
    """Start the cluster; spark://127.0.0.1:PORT. It ends with the run."""
    if why := why_not():
        pytest.skip(why)
    import pyspark

    home = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_DAEMON_MEMORY": "256m", "SPARK_LOCAL_IP": "127.0.0.1",
           "SPARK_DAEMON_JAVA_OPTS": BRIEF}  # fmt: skip
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    port, started = _free(), list[subprocess.Popen[bytes]]()

    def start(name: str, number: int, *words: str) -> None:
        with open(folder / f"{name}{number}.log", "wb") as heard:
            command = [home / "bin" / "spark-class", f"org.apache.spark.deploy.{name.lower()}.{name}", *words]
            one = subprocess.Popen(command, env=env, stdout=heard, stderr=heard, preexec_fn=_die_with_us)
            started.append(one)

    def stop() -> None:
        for one in started:
            one.terminate()
        for one in started:
            one.wait(20)

    atexit.register(stop)
    here = ("--host", "127.0.0.1", "--webui-port", "0")
    start("Master", 0, *here, "--port", str(port))
    for number in range(WORKERS):
        work = str(folder / f"work{number}")
        start("Worker", number, *here, "-c", "1", "-m", "600m", "-d", work, f"spark://127.0.0.1:{port}")
    until = time.monotonic() + 180
    for number in range(WORKERS):
        log = folder / f"Worker{number}.log"
        while b"Successfully registered" not in log.read_bytes():
            if time.monotonic() > until or started[number + 1].poll() is not None:
                raise RuntimeError(log.read_text())
            time.sleep(0.1)
    return f"spark://127.0.0.1:{port}"


@cache
def session(folder: Path) -> Any:
    """One SparkSession for the run: starting takes longer than most questions."""
    master = address(folder)
    from pyspark.sql import SparkSession

    from cabochon.warehouse.spark_session import USUAL

    builder = SparkSession.builder.master(master).appName("tests")
    for name, value in {**USUAL, **SMALL}.items():
        builder = builder.config(name, value)
    made = builder.getOrCreate()
    made.sparkContext.setLogLevel("ERROR")
    atexit.register(made.stop)
    return made


def _free() -> int:
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        return int(place.getsockname()[1])
