"""How the bot is, over HTTP: ``/health`` for whoever keeps it running, ``/metrics`` for
Prometheus. https://prometheus.io/docs/instrumenting/exposition_formats/
"""

from __future__ import annotations

from collections.abc import Iterator

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from bot.net.listening import Listening
from bot.ports import Measure, Vitals

_FRESH = {"Cache-Control": "no-store"}


class HealthEndpoint(Listening):
    """Listens while it is entered; ``listen`` is ``host:port``, with port 0 for any.

    What it tells is no secret, and who may ask is for who chooses the address: it should be
    one that the internet cannot reach.
    """

    def __init__(self, listen: str, vitals: Vitals) -> None:
        super().__init__(listen, "health.listen")
        self._vitals = vitals
        self._registry = CollectorRegistry()
        self._registry.register(_Measures(vitals))
        ProcessCollector(registry=self._registry)  # memory, CPU, open files

    def routes(self, router: web.UrlDispatcher) -> None:
        router.add_get("/health", self._health)
        router.add_get("/metrics", self._metrics)

    async def _health(self, request: web.Request) -> web.Response:
        well, document = self._vitals.health()
        return web.json_response(dict(document), status=200 if well else 503, headers=_FRESH)

    async def _metrics(self, request: web.Request) -> web.Response:
        headers = {"Content-Type": CONTENT_TYPE_LATEST, **_FRESH}
        return web.Response(body=generate_latest(self._registry), headers=headers)


class _Measures(Collector):
    """The bot's measures, as the library wants them."""

    def __init__(self, vitals: Vitals) -> None:
        self._vitals = vitals

    def collect(self) -> Iterator[Metric]:
        for measure in self._vitals.measures():
            yield _family(measure)


def _family(measure: Measure) -> Metric:
    kind = CounterMetricFamily if measure.counts else GaugeMetricFamily
    family = kind(measure.name, measure.help, labels=measure.labels)
    for labels, value in measure.values.items():
        family.add_metric(labels, value)
    return family
