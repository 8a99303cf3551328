/*
 * The tracker: what sites load as /script.js.
 *
 * It counts page views, marked clicks and, if asked, web vitals, and offers `umami.track` and `umami.identify`.
 * Its contract is spec 01b, section 1; the numbers in comments are its paragraphs. Every visitor of every site loads
 * every byte, so some things are said shorter here than elsewhere. Comments cost nothing: the build removes them.
 *
 * COLLECT_API_ENDPOINT and COLLECT_API_HOST are not variables: the server puts string literals in their place when it
 * starts (app/dashboard/tracker.py).
 */
(() => {
  'use strict';

  const { document, history, location, navigator, performance, screen } = window;
  const script = document.currentScript;

  // Modules, eval and callbacks have no current script, hence no attributes: nothing happens at all (1.4).
  if (!script) return;

  const attribute = (name, element = script) => element.getAttribute('data-' + name);
  const isOn = (name) => attribute(name) == 'true';

  // What never changes while the page lives: attributes and browser are read once (1.3, 1.6).
  const { hostname } = location;
  const { language } = navigator;
  const size = screen.width + 'x' + screen.height;
  const website = attribute('website-id');
  const domains = attribute('domains');
  const tag = attribute('tag') || undefined;
  const beforeSend = attribute('before-send');
  const credentials = attribute('fetch-credentials') || 'omit';
  const excludeSearch = isOn('exclude-search');
  const excludeHash = isOn('exclude-hash');

  // Where requests go (1.2): one trailing slash is forgiven, and the script's own directory is the default.
  const host = attribute('host-url') || COLLECT_API_HOST || script.src.split('/').slice(0, -1).join('/');
  const endpoint = host.replace(/\/$/, '') + COLLECT_API_ENDPOINT;

  // What does change.
  let token; // The server's word for this visit, sent back with each request; undefined before its first answer.
  let id; // The site's own name for the visitor (1.9).
  let beginNextPart; // Set if performance is measured (1.10).

  // Whether nothing may be sent: for what the page says (1.4), and later for what the server says (1.11).
  let isStopped =
    !website ||
    (domains && !domains.split(',').some((domain) => domain.trim() == hostname)) ||
    (isOn('do-not-track') && /^(1|yes)$/.test(window.doNotTrack || navigator.doNotTrack || navigator.msDoNotTrack));

  const isDisabled = () => {
    try {
      return localStorage.getItem('umami.disabled') || isStopped;
    } catch {
      // No storage, or none that we may read.
      return isStopped;
    }
  };

  // An address as it is sent: absolute, and without the parts that the site wants left out (1.6).
  const normalise = (text) => {
    try {
      if (text) {
        const address = new URL(text, location);
        if (excludeSearch) address.search = '';
        if (excludeHash) address.hash = '';
        return address.href;
      }
    } catch {
      // Not an address: sent as it is.
    }
    return text;
  };

  let url = normalise(location.href);
  // Compared as text, as Umami does: http://site.com.evil/ counts as a page of http://site.com.
  let referrer = document.referrer.startsWith(location.origin) ? '' : normalise(document.referrer);

  // The order of the members is part of the contract (1.6).
  const page = () => ({ website, screen: size, language, title: document.title, hostname, url, referrer, tag, id });

  // Request and answer (1.11). Up to the fetch nothing is awaited unless the site asks for it, so that a call made just
  // before the page goes away still leaves.
  const send = async (payload, type = 'event') => {
    if (isDisabled()) return;

    // Looked up at each call: the site may define it after the tracker has loaded.
    const callback = window[beforeSend];
    if (typeof callback == 'function') payload = await callback(type, payload);
    if (!payload) return;

    try {
      const response = await fetch(endpoint, {
        method: 'POST',
        keepalive: true,
        credentials,
        headers: {
          'Content-Type': 'application/json',
          // An empty one is sent as well: that is how identify asks for a new token.
          ...(token !== undefined && { 'x-umami-cache': token }),
        },
        body: JSON.stringify({ type, payload }),
      });
      // The status does not matter, only what the body says.
      const answer = await response.json();
      if (answer) {
        isStopped = answer.disabled;
        token = answer.cache;
      }
    } catch {
      // Nobody on the page could do anything about it.
    }
  };

  // umami.track (1.9)
  const track = (first, data) => {
    const type = typeof first;
    return send(
      type == 'string'
        ? { ...page(), name: first, data }
        : type == 'object'
          ? { ...first }
          : type == 'function'
            ? first(page())
            : page(),
    );
  };

  // umami.identify (1.9)
  const identify = (first, data) => {
    const type = typeof first;
    if (type == 'string') id = first || undefined;
    token = '';
    return send({ ...page(), data: type == 'object' ? first : data }, 'identify');
  };

  // Navigation within a page (1.7). Runs before the browser's own part: an address that cannot be read throws before
  // anything has changed, and one that the browser then refuses has been counted.
  const onNavigate = (address) => {
    if (!address) return;
    beginNextPart?.();
    referrer = url;
    url = normalise(new URL(address, location).href);
    // Frameworks change the title after the address: wait for it.
    if (url != referrer) setTimeout(track, 300);
  };

  // Clicks (1.8)
  const trackElement = async (element) => {
    const event = attribute('umami-event', element);
    if (event) {
      const data = {};
      for (const { name, value } of element.attributes) {
        const match = name.match(/data-umami-event-([\w-]+)/);
        if (match) data[match[1]] = value;
      }
      return track(event, data);
    }
  };

  const onClick = (event) => {
    const element = event.target;
    // Scripts may raise a click on the document itself.
    if (!element.closest) return;
    const control = element.closest('a,button');
    if (!control) return trackElement(element);

    const { href, tagName, target } = control;
    // Upper case is HTML; the links of SVG are "a".
    const isLink = tagName == 'A' && href;
    const isExternal = target == '_blank' || event.ctrlKey || event.shiftKey || event.metaKey || event.button == 1;
    if (isLink && !isExternal && attribute('umami-event', control)) {
      // The page stays until the event is through, whatever came of it.
      event.preventDefault();
      trackElement(control).finally(() => {
        (target == '_top' ? top : window).location.href = href;
      });
    } else if (isLink || tagName == 'BUTTON') {
      trackElement(control);
    }
  };

  // Web vitals (1.10). Each history call ends a part of the page and begins the next; a part sends one message.
  const measure = () => {
    let activation = performance.getEntriesByType('navigation')[0]?.activationStart || 0;
    let start = 0;
    let isFirst = true;
    let isSent, metrics, timer, longest, shiftSum, shiftStart, shiftEnd;

    const put = (name, time) => {
      metrics[name] = Math.max(time - activation, 0);
    };

    // By type of entry: how one changes the metrics.
    const readers = {
      navigation: (entry) => put('ttfb', entry.responseStart),
      paint: (entry) => entry.name == 'first-contentful-paint' && put('fcp', entry.startTime),
      'largest-contentful-paint': (entry) => put('lcp', entry.startTime),
      'layout-shift': ({ hadRecentInput, startTime, value }) => {
        if (hadRecentInput) return;
        // Shifts close to each other add up; the worst such group is what counts.
        if (startTime - shiftEnd < 1000 && startTime - shiftStart < 5000) {
          shiftSum += value;
        } else {
          shiftSum = value;
          shiftStart = startTime;
        }
        shiftEnd = startTime;
        metrics.cls = Math.max(metrics.cls || 0, shiftSum);
      },
      event: ({ interactionId, duration }) => {
        if (!interactionId) return;
        longest[interactionId] = Math.max(longest[interactionId] || 0, duration);
        // The longest interaction, or one further down for every fifty of them.
        const durations = Object.values(longest).sort((a, b) => b - a);
        metrics.inp = durations[Math.floor(durations.length * 0.02)];
      },
    };

    const begin = () => {
      isSent = false;
      metrics = {};
      longest = {};
      shiftEnd = undefined;
      clearTimeout(timer);
      timer = setTimeout(flush, 10000);
    };

    const flush = () => {
      if (isSent) return;
      isSent = true;
      // Early flushes come before the observers: ask for what there is already.
      if (isFirst) {
        for (const type of ['navigation', 'paint', 'largest-contentful-paint']) {
          performance.getEntriesByType(type).forEach(readers[type]);
        }
      }
      send({ ...page(), ...metrics, duration: Math.round(performance.now() - start) }, 'performance');
    };

    beginNextPart = () => {
      flush();
      isFirst = false;
      activation = 0;
      start = performance.now();
      begin();
    };

    begin();
    for (const type in readers) {
      try {
        new PerformanceObserver((list) => list.getEntries().forEach(readers[type])).observe({
          type,
          buffered: true,
          durationThreshold: 40,
        });
      } catch {
        // A kind that this browser does not know.
      }
    }
    window.addEventListener('pagehide', flush);
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState == 'hidden') flush();
    });
  };

  const start = () => {
    track();
    for (const name of ['pushState', 'replaceState']) {
      const original = history[name];
      history[name] = (...args) => {
        onNavigate(args[2]);
        return original.apply(history, args);
      };
    }
    document.addEventListener('click', onClick, true);
    if (isOn('performance')) measure();
  };

  // Another tracker on the page keeps the name; this one still counts (1.5).
  if (!window.umami) window.umami = { track, identify, getSession: () => ({ cache: token, website }) };

  if (attribute('auto-track') != 'false' && !isDisabled()) {
    if (document.readyState == 'complete') start();
    else document.addEventListener('readystatechange', start, { capture: true, once: true });
  }
})();
