"""A Spark session on a standalone master, and the facts in a folder its workers share."""

import os
import shutil
import socket

from pyspark.sql import SparkSession

from ..refusals import Refused
from .opening import Address
from .spark import SparkWarehouse

SECONDS = 10
USUAL = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.shuffle.partitions": "16",
    "spark.ui.enabled": "false",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
}


def opened(address: Address) -> SparkWarehouse:
    """Whatever stands in the address as `spark.NAME=VALUE` is set as such.

    Raises:
        Refused: no path was said, no Java is installed, nobody answers there.
    """
    if not address.more.get("path"):
        raise Refused("should say a folder that all workers share: spark://host:7077?path=/shared/folder", "facts")
    if not (shutil.which("java") or os.environ.get("JAVA_HOME")):
        raise Refused("Spark needs Java 17 or newer, which is not installed here", "facts")
    try:
        socket.create_connection((address.host, address.port), SECONDS).close()
    except OSError as error:
        raise Refused(f"does not answer: {error.strerror or error}", address.shown) from None
    builder = SparkSession.builder.master(address.shown).appName("cabochon")
    for name, value in {**USUAL, **address.more}.items():
        if name.startswith("spark."):
            builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    return SparkWarehouse(spark, address.more["path"], stop=spark.stop)
