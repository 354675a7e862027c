"""Figures for Prometheus, of this process alone."""

from __future__ import annotations

from flask import Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

registry = CollectorRegistry()
ANSWERS = Counter(
    "ketnoi_answers_total", "Answers by route and status", ["route", "status"], registry=registry
)
SECONDS = Histogram(
    "ketnoi_answer_seconds",
    "Seconds at the server by route",
    ["route"],
    registry=registry,
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)


def answered(request: Request, response: Response, seconds: float) -> None:
    """Count an answer. Routes, not addresses: no codes and no people in the figures."""
    route = request.url_rule.rule if request.url_rule else "unknown"
    ANSWERS.labels(route, str(response.status_code)).inc()
    SECONDS.labels(route).observe(seconds)


def page() -> bytes:
    return generate_latest(registry)
