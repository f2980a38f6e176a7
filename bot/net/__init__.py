"""The web, politely and guarded: the ports ``Fetcher`` and ``FormPoster`` over aiohttp.

``fetch`` holds the one class others use, ``WebFetcher``; it is made of ``guard`` (which
addresses may be connected to), ``pace`` (how often a host is asked), ``body`` (how much is
read) and ``headers`` (what is remembered for the next time).
``callback`` is the one place that listens: hubs reach the port ``Subscriber`` there.
"""
