"""Polls carriers for parcels that are on their way, and archives those that arrived."""

import json
import logging
import os
import sys
import time
from urllib.request import Request, urlopen

import boto3
import psycopg
import redis
import yaml
from prometheus_client import Counter, Gauge, start_http_server

FAILURES = Counter("parcel_worker_poll_failures", "Polls that a carrier refused", ["carrier"])
DEPTH = Gauge("parcel_worker_queue_depth", "Parcels that wait for their next poll")


def poll(config: dict) -> None:
    start_http_server(9100)
    queue = redis.Redis.from_url(os.environ["REDIS_URL"])
    key = os.environ.get("CARRIER_API_KEY", "")
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as database:
        while True:
            DEPTH.set(queue.llen("parcels"))
            for carrier, settings in config["services"].items():
                try:
                    request = Request(settings["url"], headers={"Authorization": f"Bearer {key}"})
                    with urlopen(request, timeout=10) as answer:
                        for parcel in json.load(answer):
                            database.execute(
                                "UPDATE parcels SET status = %s, updated_at = now() WHERE code = %s",
                                (parcel["status"], parcel["code"]),
                            )
                except OSError:
                    logging.exception("%s did not answer", carrier)
                    FAILURES.labels(carrier).inc()
            time.sleep(min(s["interval"] for s in config["services"].values()))


def archive(config: dict) -> None:
    bucket = boto3.resource("s3").Bucket(os.environ["ARCHIVE_BUCKET"])
    with psycopg.connect(os.environ["DATABASE_URL"]) as database:
        rows = database.execute(
            "DELETE FROM parcels WHERE updated_at < now() - make_interval(days => %s) RETURNING code, status",
            (config["archive"]["after_days"],),
        ).fetchall()
        bucket.put_object(Key=f"archive/{int(time.time())}.json", Body=json.dumps(rows))


if __name__ == "__main__":
    logging.basicConfig(level=os.environ.get("LOG_LEVEL", "info").upper())
    with open("config.yaml", encoding="utf-8") as file:
        settings = yaml.safe_load(file)
    {"poll": poll, "archive": archive}[sys.argv[1]](settings)
