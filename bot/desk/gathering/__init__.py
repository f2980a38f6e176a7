"""From feeds and pages into the log: each article once.

rounds, schedule     when to look at which feed
feedstate(s)         what is remembered of it between two looks
plan, entries        what is new in it
backlog              what is read now, and what waits for another try
hubs, hubstate       being told of news instead of looking (WebSub)
robots, pages        getting an article's page, where the site allows it
reader               reading it, in another process
filing               what then becomes a record
ingest               all of that for one feed
feeds, serverfeeds   which feeds there are, for operators and for servers
"""
