-- Where visits come from, by the rules and words of spec 04, sections 8.4 and 9.1, and spec 05, section 11.

-- Whether one of some words, with spaces between them, is anywhere in a text, in any case; an underscore is any letter.
create function pg_temp.has(text, words text) returns boolean language sql as $$
    select bool_or($1 ilike '%' || word || '%') from string_to_table(words, ' ') as word
$$;

create function pg_temp.channel(
    referrer text, query text, medium text, source text, hostname text, prefix text, otherwise text
) returns text language sql as $$
    select case
        when referrer = '' and query = '' then 'direct'
        when pg_temp.has(query, 'ad_id= aid= dclid= epik= fbclid= gclid= li_fat_id= msclkid= ob_click_id= pc_id= rdt_cid=')
          or pg_temp.has(query, 'scid= ttclid= twclid= utm_medium=cpc utm_medium=paid utm_medium=paid_social')
          or pg_temp.has(query, 'utm_source=google') then 'paidAds'
        when pg_temp.has(medium, 'referral app link') then 'referral'
        when pg_temp.has(medium, 'affiliate') then 'affiliate'
        when pg_temp.has(medium, 'sms') or pg_temp.has(source, 'sms') then 'sms'
        when pg_temp.has(referrer, 'baidu.com bing.com chatgpt.com duckduckgo.com ecosia.org google. msn.com')
          or pg_temp.has(referrer, 'perplexity.ai search.brave.com yandex.')
          or pg_temp.has(medium, 'organic') then prefix || 'Search'
        when pg_temp.has(referrer, 'bsky.app facebook.com fb.com ig.com instagram.com linkedin. news.ycombinator.com')
          or pg_temp.has(referrer, 'pinterest. reddit. snapchat. t.co threads.net tiktok. twitter.com x.com')
            then prefix || 'Social'
        when pg_temp.has(referrer, 'gmail. hotmail. mail.yahoo. outlook. proton.me protonmail.')
          or pg_temp.has(medium, 'mail') then 'email'
        when pg_temp.has(referrer, 'alibaba.com aliexpress.com amazon. bestbuy.com ebay.com etsy.com newegg.com')
          or pg_temp.has(referrer, 'target.com walmart.com') or pg_temp.has(medium, 'shop') then prefix || 'Shopping'
        when pg_temp.has(referrer, 'twitch. youtube.') or pg_temp.has(medium, 'video') then prefix || 'Video'
        when referrer <> regexp_replace(hostname, '^www.', '') and referrer <> '' then 'referral'
        else otherwise
    end
$$;

create function pg_temp.domain_group(referrer text) returns text language sql as $$
    select case
        when pg_temp.has(referrer, 'baidu.') then 'baidu.com'
        when pg_temp.has(referrer, 'bing.') then 'bing.com'
        when pg_temp.has(referrer, 'brave.') then 'brave.com'
        when pg_temp.has(referrer, 'chatgpt.') then 'chatgpt.com'
        when pg_temp.has(referrer, 'duckduckgo.') then 'duckduckgo.com'
        when pg_temp.has(referrer, 'facebook.') then 'facebook.com'
        when pg_temp.has(referrer, 'github.') then 'github.com'
        when pg_temp.has(referrer, 'google.') then 'google.com'
        when pg_temp.has(referrer, 'news.ycombinator.com') then 'news.ycombinator.com'
        when pg_temp.has(referrer, 'instagram. ig.com') then 'instagram.com'
        when pg_temp.has(referrer, 'linkedin.') then 'linkedin.com'
        when pg_temp.has(referrer, 'pinterest.') then 'pinterest.com'
        when pg_temp.has(referrer, 'reddit.') then 'reddit.com'
        when pg_temp.has(referrer, 'snapchat.') then 'snapchat.com'
        when pg_temp.has(referrer, 'twitter. t.co x.com') then 'twitter.com'
        when pg_temp.has(referrer, 'yahoo.') then 'yahoo.com'
        when pg_temp.has(referrer, 'yandex.') then 'yandex.ru'
        when referrer is not null then 'Other'
    end
$$;
