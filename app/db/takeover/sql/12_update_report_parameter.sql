-- Keeps the parameters of saved reports as JSON rather than as text.

alter table report alter column parameters type jsonb using parameters::jsonb;
