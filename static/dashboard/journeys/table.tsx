// The same journeys as text: each path with its visits.
import { exact, percent, short } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { sumOf, type Path } from './paths.ts';

interface Props {
  paths: readonly Path[];
  /** Those that are not traced too: shares are of all of them. */
  all: readonly Path[];
}

export function Table({ paths, all }: Props) {
  const [whole, most] = [Math.max(1, sumOf(all)), Math.max(1, ...paths.map(({ visits }) => visits))];
  return (
    <div class="scrolls" tabIndex={0} role="group" aria-label={t('journey.paths')}>
      <table class="rows ways">
        <thead>
          <tr>
            <th scope="col">{t('journey.paths')}</th><th scope="col" class="number">{t('visits')}</th><th scope="col" class="number share">%</th>
          </tr>
        </thead>
        <tbody>
          {paths.map(({ steps, visits }) => (
            <tr key={steps.join('\n')} style={{ '--part': visits / most }}>
              <th scope="row">
                <ol class="way">{steps.map((label, index) => <li key={index} dir="auto">{label}</li>)}</ol>
              </th>
              <td class="number" data-v={visits} title={exact(visits)}>{short(visits)}</td>
              <td class="number share">{percent(visits / whole)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
