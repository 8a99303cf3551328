-- Gives events columns for campaigns and click ids; those of old events stay in url_query, as with Umami.

alter table website_event
    add column fbclid varchar(255),
    add column gclid varchar(255),
    add column li_fat_id varchar(255),
    add column msclkid varchar(255),
    add column ttclid varchar(255),
    add column twclid varchar(255),
    add column utm_campaign varchar(255),
    add column utm_content varchar(255),
    add column utm_medium varchar(255),
    add column utm_source varchar(255),
    add column utm_term varchar(255);
