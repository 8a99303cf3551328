// The shapes of sessions and their events as the API gives them (spec 04, sections 10.1, 10.4 and 11).

/** What is known of a visitor's browser and place. */
export interface Surroundings {
  browser: string | null;
  os: string | null;
  device: string | null;
  country: string | null;
  city: string | null;
}

/** A session within the range; one that was on two hostnames comes twice. */
export interface SessionRow extends Surroundings {
  id: string;
  hostname: string | null;
  screen: string | null;
  language: string | null;
  region: string | null;
  firstAt: string;
  lastAt: string;
  visits: number;
  views: number;
  events: number;
}

/** A session over all time. Some of its numbers come as texts; one that is not known has no id. */
export interface OneSession extends Omit<SessionRow, 'hostname' | 'views' | 'events' | 'id'> {
  id?: string;
  distinctId: string | null;
  views: string | number;
  events: string | number;
  totaltime: string | number;
}

/** Anything that was counted. */
export interface Step {
  createdAt: string;
  urlPath: string;
  urlQuery: string | null;
  referrerDomain: string | null;
  /** 1 a view, 2 an event, 3 a link, 4 a pixel, 5 a measurement of speed. */
  eventType: number;
  eventName: string | null;
  hostname: string | null;
  hasData: boolean;
}

/** A step of one session. */
export interface SessionStep extends Step {
  eventId: string;
  visitId: string;
}

/** A line of the log of all sessions. */
export interface LogRow extends Step, Surroundings {
  id: string;
  sessionId: string;
  pageTitle: string | null;
}

/** What a site has told about an event or a session. */
export interface Property {
  dataKey: string;
  /** 1 text, 2 number, 3 yes or no, 4 date, 5 list. */
  dataType: number;
  stringValue: string | null;
  numberValue: string | number | null;
  dateValue: string | null;
}

/** How often a property was told, and one of its values. */
export interface PropertyTotal {
  eventName?: string | null;
  propertyName: string;
  total: number;
}

export interface ValueTotal {
  value: string | null;
  total: number;
}
