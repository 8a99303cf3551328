-- Drops indexes that repeat a primary key.

-- Umami's fails where somebody dropped one before; here that is what was wanted.
drop index if exists link_link_id_key;
drop index if exists pixel_pixel_id_key;
drop index if exists report_report_id_key;
drop index if exists revenue_revenue_id_key;
drop index if exists segment_segment_id_key;
drop index if exists session_session_id_key;
drop index if exists team_team_id_key;
drop index if exists team_user_team_user_id_key;
drop index if exists user_user_id_key;
drop index if exists website_website_id_key;
