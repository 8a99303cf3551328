// The few pictures of ours, drawn in lines of one width. They never stand alone: words or a label are beside them.
const PATHS = {
  left: 'M15 5l-7 7 7 7',
  right: 'M9 5l7 7-7 7',
  down: 'M6 9l6 6 6-6',
  up: 'M6 15l6-6 6 6',
  grip: 'M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01',
  close: 'M6 6l12 12M18 6L6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  out: 'M9 6h9v9M18 6L7 17',
  search: 'M11 4a7 7 0 100 14 7 7 0 000-14zM16 16l5 5',
  calendar: 'M4 6h16v14H4zM4 10h16M8 3v4M16 3v4',
  filter: 'M3 5h18l-7 9v6l-4-2v-4z',
  table: 'M4 5h16v14H4zM4 10h16M4 15h16M10 5v14',
  bars: 'M5 20V10M12 20V4M19 20v-7',
  file: 'M12 4v11M7 11l5 5 5-5M5 20h14',
  user: 'M12 4a4 4 0 100 8 4 4 0 000-8zM4 21c1-5 4-7 8-7s7 2 8 7',
  settings: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  sites: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
  overview: 'M4 20V12M10 20V5M16 20v-9M21 20H3',
  live: 'M3 12h4l3-8 4 16 3-8h4',
  play: 'M8 5l11 7-11 7z',
  pause: 'M9 5v14M15 5v14',
  sessions: 'M9 5a3 3 0 100 7 3 3 0 000-7zM3 19c.6-4 3-5 6-5s5.400 1 6 5M16 6a3 3 0 010 6M18 14c2 .6 3 2 3.500 5',
  events: 'M13 3L5 14h6l-1 7 8-11h-6z',
  reports: 'M4 20V9l5-4 5 5 6-6v16zM4 15l5-4 5 4 6-5',
  replays: 'M4 5h16v14H4zM10 9l5 3-5 3z',
  boards: 'M4 4h7v9H4zM13 4h7v5h-7zM13 11h7v9h-7zM4 15h7v5H4z',
  links: 'M10 14a4 4 0 006 .5l3-3a4 4 0 00-6-6l-1 1M14 10a4 4 0 00-6-.5l-3 3a4 4 0 006 6l1-1',
  pixels: 'M4 4h16v16H4zM9 9h6v6H9z',
  edit: 'M4 20h4L20 8l-4-4L4 16zM14 6l4 4',
  view: 'M2 12c2-4 6-6.500 10-6.500S20 8 22 12c-2 4-6 6.500-10 6.500S4 16 2 12zM12 9a3 3 0 100 6 3 3 0 000-6z',
  help: 'M9 9a3 3 0 116 .5c0 2-3 2-3 4.500M12 18v.5',
} as const;

export type Icon = keyof typeof PATHS;

export function Icon({ name }: { name: Icon }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}
