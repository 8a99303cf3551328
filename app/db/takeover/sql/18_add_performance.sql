-- Gives events columns for how fast a page was; old ones have none.

alter table website_event
    add column cls numeric(10, 4),
    add column fcp numeric(10, 1),
    add column inp numeric(10, 1),
    add column lcp numeric(10, 1),
    add column ttfb numeric(10, 1);
