// Which page an address shows. routes.json is the one list: the server reads it too.

export interface Place {
  page: string;
  /** The parts of the address that its pattern names: websiteId, sessionId. */
  parts: Readonly<Record<string, string>>;
  /** Every page is also found below a team. */
  teamId: string | undefined;
}

export type Routes = Readonly<Record<string, readonly string[]>>;

/** The page of a path, `missing` where there is none. */
export function placeOf(path: string, routes: Routes): Place {
  const own = find(path, routes);
  if (own) return { page: own.page, parts: own.parts, teamId: own.parts['teamId'] };
  const [, teamId, rest] = /^\/teams\/([^/]+)(\/.+)$/.exec(path) ?? [];
  const below = rest && find(rest, routes);
  return below ? { page: below.page, parts: below.parts, teamId } : { page: 'missing', parts: {}, teamId: undefined };
}

function find(path: string, routes: Routes): Pick<Place, 'page' | 'parts'> | undefined {
  const segments = path.split('/');
  let best: { page: string; parts: Record<string, string>; named: number } | undefined;
  for (const [page, patterns] of Object.entries(routes)) {
    for (const pattern of patterns) {
      const wanted = pattern.split('/');
      if (wanted.length !== segments.length) continue;
      const parts: Record<string, string> = {};
      const fits = wanted.every((part, index) => {
        const segment = segments[index] ?? '';
        if (!part.startsWith(':')) return part === segment;
        parts[part.slice(1)] = segment;
        return segment !== '';
      });
      // Words win over names: /boards/create is not the board "create".
      const named = Object.keys(parts).length;
      if (fits && (!best || named < best.named)) best = { page, parts, named };
    }
  }
  return best;
}
