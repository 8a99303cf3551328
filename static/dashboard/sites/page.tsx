// All websites, each with its numbers: which of them moved is seen before any is opened.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { base, beside, go, parameter, path, place, withQuery } from '../lib/address.ts';
import { now, useAnswer } from '../lib/answers.ts';
import { call, withParameters } from '../lib/api.ts';
import { Change } from '../lib/change.tsx';
import { Drop } from '../lib/drop.tsx';
import { exact, short } from '../lib/format.ts';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { rangeTitle, withRange } from '../lib/picker.tsx';
import { carried, date, offset, range, unit, zone } from '../lib/question.ts';
import { PRESETS, buckets, endOf } from '../lib/ranges.ts';
import { Pager, Search, pageNumber } from '../lib/search.tsx';
import { user } from '../lib/session.ts';
import { fill, type PageviewSeries, type Stats, type Totals } from '../lib/stats.ts';
import { type Website } from '../lib/website.ts';
import { t, type Word } from '../lib/words.ts';

const PAGE_SIZE = 20;
const OFFERED = ['today', 'yesterday', 'last-24-hours', 'last-7-days', 'last-30-days'];

interface Page {
  data: Website[];
  count: number;
  page: number;
  pageSize: number;
}

export default function Sites() {
  useEffect(() => {
    if (path.value === '/') go('/websites', 'replace');
  }, [path.value]);
  const { teamId } = place.value;
  const search = parameter('search');
  const list = useAnswer<Page>(withParameters(teamId ? `/teams/${teamId}/websites` : '/websites', {
    page: pageNumber(), pageSize: PAGE_SIZE, search: search || undefined,
  }));
  const known = useSignal<Record<string, Stats>>({});
  const sites = [...(list.data?.data ?? [])].sort((one, other) => one.name.localeCompare(other.name));
  const all = sites.map(({ id }) => known.value[id]);
  const total = all.every((each) => each) && all.length > 1 ? sum(all as Stats[]) : undefined;
  const mayAdd = user.value && user.value.role !== 'view-only';

  return (
    <>
      <div class="head">
        <h1>{t('page.sites')}</h1>
        {total && (
          <p class="total">
            {t('visitors-in-all', { count: exact(total.visitors) })} <Change now={total.visitors} before={total.comparison.visitors} />
          </p>
        )}
        <span class="space" />
        {mayAdd && <Drop kind="end main-drop" label={<><Icon name="plus" />{t('add-site')}</>}>{(close) => <AddSite close={close} />}</Drop>}
      </div>
      <div class="head second">
        <Search label={t('find-site')} />
        <label class="select"><span class="unseen">{t('range')}</span>
          <select value={`${date.value} ${offset.value}`} onChange={(event) => {
            const [name, steps] = event.currentTarget.value.split(' ') as [string, string];
            go(withRange(name, Number(steps)));
          }}>
            {PRESETS.filter(([name, preset, steps]) => OFFERED.includes(name) || (preset === date.value && steps === offset.value)).map(([name, preset, steps]) => (
              <option key={name} value={`${preset} ${steps}`}>{t(`range.${name}` as Word)}</option>
            ))}
            {!PRESETS.some(([, preset, steps]) => preset === date.value && steps === offset.value) && <option value={`${date.value} ${offset.value}`}>{rangeTitle()}</option>}
          </select>
        </label>
      </div>
      {list.error ? <Failed status={list.error.status} text={list.error.message} retry={list.retry} />
        : !list.data ? <div class="skeleton" style={{ height: '20rem' }} />
        : !sites.length ? <p class="state">{t(search ? 'no-site-found' : 'no-site')}</p>
        : (
          <section class="panel" aria-busy={list.since > 0} aria-label={t('page.sites')}>
            <table class="sites">
              <thead>
                <tr>
                  <th scope="col">{t('site')}</th><th scope="col" class="number">{t('visitors')}</th>
                  <th scope="col" class="number">{t('change')}</th><th scope="col" class="number only-wide">{t('views')}</th>
                  <th scope="col" class="only-wide">{rangeTitle()}</th><th scope="col" class="number">{t('online')}</th>
                </tr>
              </thead>
              <tbody>
                {sites.map((site) => <Row key={site.id} site={site} onStats={(stats) => {
                  if (known.peek()[site.id] !== stats) known.value = { ...known.peek(), [site.id]: stats };
                }} />)}
              </tbody>
            </table>
          </section>
        )}
      {list.data && <Pager count={list.data.count} pageSize={PAGE_SIZE} />}
    </>
  );
}

function sum(all: readonly Stats[]): Stats {
  const add = (one: Totals, other: Totals): Totals => ({
    pageviews: one.pageviews + other.pageviews, visitors: one.visitors + other.visitors, visits: one.visits + other.visits,
    bounces: one.bounces + other.bounces, totaltime: one.totaltime + other.totaltime,
  });
  return all.reduce((one, other) => ({ ...add(one, other), comparison: add(one.comparison, other.comparison) }));
}

function Row({ site, onStats }: { site: Website; onStats: (stats: Stats) => void }) {
  const period = range.value && { startAt: range.value.start, endAt: endOf(range.value, now.value), unit: unit.value, timezone: zone.value };
  const about = (what: string) => (period ? withParameters(`/websites/${site.id}/${what}`, period) : undefined);
  const stats = useAnswer<Stats>(about('stats'));
  const series = useAnswer<PageviewSeries>(about('pageviews'));
  const active = useAnswer<{ visitors: number }>(`/websites/${site.id}/active`, { every: 30_000 });
  useEffect(() => {
    if (stats.data && stats.isFresh) onStats(stats.data);
  }, [stats.data, stats.isFresh]);
  const kept = new URLSearchParams([...carried.value].filter(([name]) => ['date', 'offset', 'timezone'].includes(name)));
  const number = (value: number | undefined) => stats.error && !stats.data ? '?' : value === undefined ? '…' : short(value);
  return (
    <tr class={stats.since && stats.data ? 'is-old' : ''}>
      <th scope="row">
        <a class="site-link" href={base + withQuery(kept, beside(`/websites/${site.id}`))}><strong>{site.name}</strong> <small>{site.domain}</small></a>
      </th>
      <td class="number" data-v={stats.data?.visitors} title={stats.data && exact(stats.data.visitors)}>{number(stats.data?.visitors)}</td>
      <td class="number">{stats.data && <Change now={stats.data.visitors} before={stats.data.comparison.visitors} />}</td>
      <td class="number only-wide" data-v={stats.data?.pageviews}>{number(stats.data?.pageviews)}</td>
      <td class="only-wide">{series.data && range.value && <Spark values={fill(series.data.pageviews, buckets(range.value.start, endOf(range.value, now.value), unit.value, zone.value))} />}</td>
      <td class="number" data-v={active.data?.visitors}>{active.data ? <><span class={active.data.visitors ? 'dot' : 'dot is-off'} />{exact(active.data.visitors)}</> : '…'}</td>
    </tr>
  );
}

/** The course of the views, small. Its numbers are one click away, so it says nothing of its own to those who listen. */
function Spark({ values }: { values: readonly number[] }) {
  const top = Math.max(1, ...values);
  const width = 120 / Math.max(1, values.length);
  return (
    <svg class="spark" viewBox="0 0 120 28" preserveAspectRatio="none" aria-hidden="true">
      {values.map((value, index) => value > 0 && (
        <rect key={index} x={index * width} width={Math.max(0.5, width * 0.8)} y={28 - (value / top) * 27} height={(value / top) * 27} />
      ))}
    </svg>
  );
}

function AddSite({ close }: { close: () => void }) {
  const [name, domain] = [useSignal(''), useSignal('')];
  const add = async () => {
    // People paste whole addresses; what counts is the host.
    const host = domain.value.trim().replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '');
    const made = await call<Website>('POST', '/websites', { name: name.value, domain: host, teamId: place.value.teamId ?? null });
    close();
    go(beside(`/websites/${made.id}`));
  };
  return (
    <Form save={add} label={t('add-site')}>
      <label>{t('name')}<input autofocus required maxLength={100} value={name.value} onInput={(event) => (name.value = event.currentTarget.value)} /></label>
      <label>{t('domain')}<input required maxLength={500} placeholder="example.com" value={domain.value} onInput={(event) => (domain.value = event.currentTarget.value)} /></label>
    </Form>
  );
}
