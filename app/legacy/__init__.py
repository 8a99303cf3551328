"""Clients of Umami 1 and 2 (spec 07): a folder a generation, and in each nothing but translation.

A row of a table says which request of which releases it answers; it asks the present API for what it needs, by
requests within the process, and puts the answers into the old shape. So there is one implementation of everything,
permission is what the present routes say, and no line below this folder knows of any of it. What the present API has no
answer for at all (`queries`) asks the same scopes and the same permissions.
"""
