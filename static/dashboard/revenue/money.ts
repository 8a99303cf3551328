// Amounts of money in the user's language. Sites may send any text as a currency: what Intl does not know is written
// behind the number.
import { exact, numbers, short } from '../lib/format.ts';
import { locale } from '../lib/words.ts';

const SHORT_FROM = 100_000;

function written(value: number, currency: string, options: Intl.NumberFormatOptions, plain: (value: number) => string): string {
  try {
    return numbers({ style: 'currency', currency, ...options }).format(value);
  } catch {
    return `${plain(value)} ${currency}`; // No three letters.
  }
}

/** With all the digits that the currency has. */
export const money = (currency: string) => (value: number) => written(value, currency, {}, exact);

/** To be read at a glance: in full below a hundred thousand, `€1.2M` above. */
export const shortMoney = (currency: string) => (value: number) => (Math.abs(value) < SHORT_FROM
  ? money(currency)(value) : written(value, currency, { notation: 'compact', maximumFractionDigits: 1 }, short));

/** `EUR – Euro`, or the code alone where it has no name. */
export function currencyName(code: string): string {
  try {
    const name = new Intl.DisplayNames([locale.value], { type: 'currency' }).of(code);
    return name && name !== code ? `${code} – ${name}` : code;
  } catch {
    return code;
  }
}
