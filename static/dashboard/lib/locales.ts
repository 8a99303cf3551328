// The languages there are files for in words/, by Umami's names for them; further ones are a line here and a file.
export const LOCALES: Readonly<Record<string, string>> = {
  'en-US': 'English',
};

const RIGHT_TO_LEFT = /^(ar|he|fa|ur)\b/;

/** The best of our languages for a list of wishes: the very one, else one of the same language, else English. */
export function bestLocale(wishes: readonly string[], offered: readonly string[] = Object.keys(LOCALES)): string {
  for (const wish of wishes) {
    const language = wish.split('-')[0]!;
    const found = offered.find((name) => name === wish) ?? offered.find((name) => name.split('-')[0] === language);
    if (found) return found;
  }
  return 'en-US';
}

export const directionOf = (locale: string): 'rtl' | 'ltr' => (RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr');
