/*
 * The tracker of Umami 1 under its old name, /umami.js, for pages whose script tag was never changed.
 *
 * Its contract is spec 07, sections 2.1 and 2.2: attributes, events by class name, `umami.trackView` and
 * `umami.trackEvent`, and the protocol of /api/collect. New pages load script.js.
 */
(() => {
  'use strict';

  const { document, history, location, navigator, screen } = window;
  // Loaded by another script there is no current one; releases until 1.36 looked for the attribute.
  const script = document.currentScript || document.querySelector('script[data-website-id]');
  if (!script) return;

  const attribute = (name) => script.getAttribute('data-' + name);
  const isNotOff = (name) => attribute(name) != 'false';

  const website = attribute('website-id');
  const domains = attribute('domains');
  const root = attribute('host-url') || script.src.split('/').slice(0, -1).join('/');
  const endpoint = root.replace(/\/$/, '') + '/api/collect';

  const isRefused = () => {
    const wish = window.doNotTrack || navigator.doNotTrack || navigator.msDoNotTrack;
    return script.hasAttribute('data-do-not-track') && /^(1|yes)$/.test(wish);
  };
  const isDisabled = () => {
    try {
      if (localStorage.getItem('umami.disabled')) return true;
    } catch {
      // No storage, or none that we may read.
    }
    return !website || isRefused() || (domains && !domains.split(',').some((name) => name.trim() == location.hostname));
  };

  let token; // the last answer, sent back as it came
  let url = location.pathname + location.search;
  let referrer = document.referrer;

  const collect = async (type, payload) => {
    if (isDisabled()) return;
    const { hostname } = location;
    const body = { website, hostname, screen: screen.width + 'x' + screen.height, language: navigator.language, url };
    for (const name in payload) if (payload[name] !== undefined) body[name] = payload[name];
    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        keepalive: true,
        credentials: 'omit',
        headers: { 'Content-Type': 'application/json', ...(token && { 'x-umami-cache': token }) },
        body: JSON.stringify({ type, payload: body }),
      });
      const text = await response.text();
      if (response.ok && text[0] != '{') token = text;
    } catch {
      // Nobody on the page could do anything about it.
    }
  };

  const trackView = (view = url, from = referrer, uuid = website) =>
    collect('pageview', { website: uuid, url: view, referrer: from });

  // Since 1.37 the second argument is the event's data, before that it was its type.
  const trackEvent = (name, more, view = url, uuid = website) =>
    collect('event', {
      website: uuid,
      url: view,
      ...(typeof more == 'string' ? { event_type: more, event_value: name } : { event_name: name, event_data: more }),
    });

  const umami = (name) => trackEvent(name);
  umami.trackView = trackView;
  umami.trackEvent = trackEvent;
  if (!window.umami) window.umami = umami;

  // Events by class name: umami--click--signup is the event signup at each click.
  const known = new WeakMap();
  const listen = (element) => {
    for (const name of element.classList || []) {
      const match = name.match(/^umami--([a-z]+)--(\w[\w-]*)$/);
      const names = known.get(element) || new Set();
      if (match && !names.has(name)) {
        known.set(element, names.add(name));
        element.addEventListener(match[1], (event) => onElement(element, match[1], match[2], event), true);
      }
    }
  };
  const onElement = (element, type, name, event) => {
    const isPlain = !(event.ctrlKey || event.shiftKey || event.metaKey || event.button);
    if (type == 'click' && element.tagName == 'A' && element.href && element.target != '_blank' && isPlain) {
      // The page stays until the event is through, whatever came of it.
      event.preventDefault();
      trackEvent(name).finally(() => {
        location.href = element.href;
      });
    } else {
      trackEvent(name);
    }
  };
  const listenBelow = (root) => {
    if (!root.querySelectorAll) return;
    listen(root);
    root.querySelectorAll("[class*='umami--']").forEach(listen);
  };

  // Navigation within a page: a view of each address that differs from the one before.
  const onNavigate = (address) => {
    if (!address) return;
    let next = String(address);
    if (/^https?:/.test(next)) {
      const absolute = new URL(next);
      next = absolute.pathname + absolute.search;
    }
    const before = url;
    if (next == before) return;
    referrer = before;
    url = next;
    trackView();
  };

  const start = () => {
    trackView();
    for (const name of ['pushState', 'replaceState']) {
      const original = history[name];
      history[name] = (...args) => {
        const result = original.apply(history, args);
        onNavigate(args[2]);
        return result;
      };
    }
    if (isNotOff('css-events')) {
      listenBelow(document.documentElement);
      new MutationObserver((changes) =>
        changes.forEach((change) => {
          listen(change.target);
          change.addedNodes.forEach(listenBelow);
        }),
      ).observe(document, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
    }
  };

  if (isNotOff('auto-track') && !isDisabled()) {
    if (document.readyState == 'complete') start();
    else window.addEventListener('load', start, { once: true });
  }
})();
