// For addresses that show nothing: mistyped ones, and Umami's pages that this release does not have.
import { base } from '../lib/address.ts';
import { t } from '../lib/words.ts';

export default function Missing() {
  return (
    <div class="alone">
      <h1>{t('page.missing')}</h1>
      <p>{t('missing')}</p>
      <a class="button main" href={base + '/websites'}>{t('all-sites')}</a>
    </div>
  );
}
