"""Faults of the record and of delivery: kills, full and read-only disks, wrong clocks.

``points`` stands in front of the ports and says where the work is; ``child`` is the process
that dies there; ``discord`` keeps what was posted, whoever dies; ``desk`` builds the services.
"""
