// The languages there are files for in words/, by Umami's names for them; further ones are a line here and a file.
export const LOCALES: Readonly<Record<string, string>> = {
  'en-US': 'English',
  'de-DE': 'Deutsch',
  'fr-FR': 'Français',
  'es-ES': 'Español',
  'pt-BR': 'Português (Brasil)',
  'it-IT': 'Italiano',
  'nl-NL': 'Nederlands',
  'pl-PL': 'Polski',
  'ru-RU': 'Русский',
  'uk-UA': 'Українська',
  'tr-TR': 'Türkçe',
  'ar-SA': 'العربية',
  'he-IL': 'עברית',
  'hi-IN': 'हिन्दी',
  'ja-JP': '日本語',
  'ko-KR': '한국어',
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
};

const RIGHT_TO_LEFT = /^(ar|he|fa|ur)\b/;

/** A language and the letters it is written in: `zh-HK` is `zh-Hant`, and so is `zh-TW`. */
function written(name: string): string {
  try {
    const { language, script } = new Intl.Locale(name).maximize();
    return `${language}-${script}`;
  } catch {
    return name; // What a browser says or remembers need not be a language.
  }
}

/** The best of our languages for a list of wishes: the very one, else one of the same language and letters, else English. */
export function bestLocale(wishes: readonly string[], offered: readonly string[] = Object.keys(LOCALES)): string {
  for (const wish of wishes) {
    const found = offered.find((name) => name === wish) ?? offered.find((name) => written(name) === written(wish));
    if (found) return found;
  }
  return 'en-US';
}

export const directionOf = (locale: string): 'rtl' | 'ltr' => (RIGHT_TO_LEFT.test(locale) ? 'rtl' : 'ltr');
