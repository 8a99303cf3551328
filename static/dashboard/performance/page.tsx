// How fast pages were: web vitals by time, page, device and browser.
import { base, withChanges } from '../lib/address.ts';
import { CHART_ROOM } from '../lib/chart.tsx';
import { Head } from '../lib/head.tsx';
import { Panel } from '../lib/panel.tsx';
import { exact } from '../lib/format.ts';
import { t } from '../lib/words.ts';
import { Bare } from '../panels/bare.tsx';
import { Vitals } from './vitals.tsx';
import { Groups } from './groups.tsx';
import { PERCENTILES } from './metrics.ts';
import { metric, percentile, usePerformance } from './question.ts';
import { Table } from './table.tsx';
import { Drawn } from './over-time.tsx';
import { Units } from '../lib/picker.tsx';

export default function PerformancePage() {
  const answer = usePerformance();
  const [chosen, share] = [metric(), percentile()];
  const count = answer.data?.summary.count;
  return (
    <>
      <Head title={t('page.performance')} isReport hasCompare={false} />
      {answer.isFresh && !count ? (
        // Trackers measure only where they are told to (spec 01b, section 1.10).
        <Bare name="performance" title={t('page.performance')} hint={t('performance.off')} code={'data-performance="true"'} />
      ) : (
        <>
          <div class="vitals-tools">
            <nav class="tabs" aria-label={t('performance.percentile')}>
              {PERCENTILES.map((each) => (
                <a key={each} href={base + withChanges({ percentile: each === 'p75' ? null : each })} aria-current={each === share ? 'true' : undefined}>{each}</a>
              ))}
            </nav>
            <p class="note" data-v={count}>{count === undefined ? '\u00a0' : t('performance.samples', { n: count, count: exact(count) })}</p>
          </div>
          <Vitals answer={answer} chosen={chosen} percentile={share} />
          <Panel title={`${chosen.toUpperCase()} · ${share}`} answer={answer} room={CHART_ROOM} tools={<Units />}>
            {(data) => <Drawn data={data} metric={chosen} percentile={share} />}
          </Panel>
          {!answer.error && (
            <div class="grid">
              <Groups title="pages" lists={['path', 'title']} {...{ answer, metric: chosen, percentile: share }} />
              <Groups title="devices" lists={['device', 'browser']} {...{ answer, metric: chosen, percentile: share }} />
            </div>
          )}
          <Table answer={answer} metric={chosen} />
        </>
      )}
    </>
  );
}
