// Light or dark, and the language, as the address of a share fixes them for a frame: `/share/abc?theme=dark&lang=de-DE`.
// early.ts reads them too, before anything else is loaded.

/** The parts of a share's address: before and with its slug, and after it. */
export const partsOfShare = (path: string): readonly [root: string, rest: string] | undefined => {
  const [, root, rest] = /^((?:\/teams\/[^/]+)?\/share\/[^/]+)(.*)$/.exec(path) ?? [];
  return root === undefined || rest === undefined ? undefined : [root, rest];
};

export function fixed(name: 'theme' | 'lang'): string | undefined {
  const path = location.pathname.slice(document.documentElement.dataset['base']?.length ?? 0);
  return (partsOfShare(path) && new URLSearchParams(location.search).get(name)) || undefined;
}
