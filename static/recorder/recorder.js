/*
 * The recorder: what sites load as /recorder.js, beside the tracker, to play a visit back later.
 *
 * rrweb turns the page and what happens on it into events; this file decides whether, for how long, and when they are
 * sent. Its contract is spec 01b, section 2. All settings are attributes of the script element: nothing is fetched.
 *
 * COLLECT_API_HOST is not a variable: the server puts a string literal in its place (app/dashboard/recorder.py).
 */
import { record } from '@rrweb/record';

const EVENTS_AT_ONCE = 100; // The server takes 200 in one request.
const BYTES_AT_ONCE = 60000; // Browsers refuse requests that outlive the page beyond 64 KiB.
const QUIET_MS = 10000;
const SNAPSHOT_MS = 30000;
const TOKEN_POLLS = 51;
const TOKEN_POLL_MS = 100;

// What rrweb calls the events that we look into.
const FULL_SNAPSHOT = 2;
const INPUT = 5;

// Values of these are labels on the page, or say nothing without the tick.
const LABELLED = /^(button|checkbox|image|radio|reset|submit)$/i;
// Text that visitors write, though it is no input's value.
const WRITTEN = 'textarea,[contenteditable]:not([contenteditable="false" i])';

const script = document.currentScript;
const attribute = (name) => script.getAttribute('data-' + name);

const byteLength = (text) => new Blob([text]).size;

// The tracker's word for this visit. Without one (blocked, disabled, do not track) nothing is recorded or sent.
const currentToken = () => window.umami?.getSession?.()?.cache;

// rrweb masks what is typed. What it leaves: ticks, values that the page came with and the visitor has emptied, and the
// source of a frame, whose document is recorded by itself.
const hideValues = ({ attributes, childNodes, tagName }) => {
  if (attributes) {
    delete attributes.checked;
    delete attributes.srcdoc;
    if (tagName == 'input' && attributes.value && !LABELLED.test(attributes.type)) {
      attributes.value = '*'.repeat(attributes.value.length);
    }
  }
  childNodes?.forEach(hideValues);
};

const hideInputs = ({ type, data }) => {
  if (type == FULL_SNAPSHOT) hideValues(data.node);
  if (data.source == INPUT) data.isChecked = false;
  data.adds?.forEach(({ node }) => hideValues(node));
  data.attributes?.forEach(hideValues);
};

const start = () => {
  const website = attribute('website-id');
  const host = attribute('host-url') || COLLECT_API_HOST || script.src.split('/').slice(0, -1).join('/');
  const endpoint = host.replace(/\/$/, '') + '/api/record';
  const longest = parseInt(attribute('max-duration'), 10) || 300000;
  const blockSelector = attribute('block-selector') || null;
  const began = Date.now();

  let buffer = []; // Events as JSON, each written once.
  let bytes = 0;
  let timer;
  let stopWatching;

  const stop = () => {
    clearTimeout(timer);
    buffer = [];
    stopWatching?.();
  };

  const flush = (isLeaving) => {
    clearTimeout(timer);
    const events = buffer;
    const token = currentToken();
    buffer = [];
    bytes = 0;
    if (!events.length || !token) return;

    const timestamp = Math.floor(Date.now() / 1000);
    const body = `{"type":"record","payload":{"website":${JSON.stringify(website)},"events":[${events}],"timestamp":${timestamp}}}`;
    fetch(endpoint, {
      method: 'POST',
      keepalive: !!isLeaving && byteLength(body) < BYTES_AT_ONCE,
      credentials: 'omit',
      headers: { 'Content-Type': 'application/json', 'x-umami-cache': token },
      body,
    })
      .then(async (response) => {
        // Recording is off, or enough of this visit is stored: the server will not want the rest either. Its own
        // failures pass.
        if (response.status < 500 && !(await response.json()).ok) stop();
      })
      .catch(() => {
        // Nobody on the page could do anything about it.
      });
  };

  const emit = (event) => {
    if (event.timestamp - began > longest) {
      flush();
      stop();
      return;
    }
    hideInputs(event);
    const text = JSON.stringify(event);
    buffer.push(text);
    bytes += byteLength(text);
    // By size too: what is left when the page goes away must be small enough to outlive it.
    if (buffer.length >= EVENTS_AT_ONCE || bytes >= BYTES_AT_ONCE) {
      flush();
    } else {
      clearTimeout(timer);
      timer = setTimeout(flush, QUIET_MS);
    }
  };

  // rrweb takes a selector that cannot be read for one that matches nothing. Here it throws, and nothing is recorded.
  if (blockSelector) document.querySelector(blockSelector);

  stopWatching = record({
    emit,
    blockSelector,
    // By name of the element rather than by rrweb's maskAllInputs, which leaves out hidden ones, files and others.
    maskInputOptions: { input: true, select: true, textarea: true },
    maskTextSelector: attribute('mask-level') == 'strict' ? '*' : WRITTEN,
    checkoutEveryNms: SNAPSHOT_MS,
    slimDOMOptions: {
      script: true,
      comment: true,
      headMetaDescKeywords: true,
      headMetaSocial: true,
      headMetaRobots: true,
      headMetaHttpEquiv: true,
      headMetaAuthorship: true,
      headMetaVerification: true,
    },
    // A failure of ours is no business of the page's own error handlers.
    errorHandler: () => true,
  });

  window.addEventListener('beforeunload', () => flush(true));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState == 'hidden') flush(true);
  });
};

const startWithToken = (polls) => {
  if (currentToken()) start();
  else if (polls > 1) setTimeout(startWithToken, TOKEN_POLL_MS, polls - 1);
};

const whenComplete = () => {
  if (document.readyState == 'complete') startWithToken(TOKEN_POLLS);
  else document.addEventListener('readystatechange', whenComplete, { once: true });
};

// Modules have no current script, hence no attributes. The lot is drawn once a page; no number means all of them.
if (script && attribute('website-id')) {
  const rate = parseFloat(attribute('sample-rate') || 0.15);
  if (!(rate < 1 && Math.random() > rate)) whenComplete();
}
