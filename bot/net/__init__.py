"""Fetching from the web, politely and guarded: the port ``Fetcher`` over aiohttp.

``fetch`` holds the one class others use, ``WebFetcher``; it is made of ``guard`` (which
addresses may be connected to), ``pace`` (how often a host is asked), ``body`` (how much is
read) and ``headers`` (what is remembered for the next time).
"""
