"""Messages into channels: sending, editing, finding again, at a pace that Discord allows.

connection, endpoint   where Discord is, logging in and staying connected
courier, forums        posts, and forums where each is a thread
teller                 what operators are told
outcomes               what Discord's answers mean
pace                   how fast all requests go
"""
