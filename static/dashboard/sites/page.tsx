// All websites, each with its numbers: which of them moved is seen before any is opened.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { base, beside, go, path, place, withQuery } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Again } from '../lib/again.tsx';
import { call, withParameters } from '../lib/api.ts';
import { Change } from '../lib/change.tsx';
import { Drop } from '../lib/drop.tsx';
import { exact } from '../lib/format.ts';
import { Form } from '../lib/form.tsx';
import { Icon } from '../lib/icons.tsx';
import { useMayAdd } from '../lib/rights.ts';
import { Search, paging, type Paged } from '../lib/search.tsx';
import { type Stats, type Totals } from '../lib/stats.ts';
import { type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { PagedList } from '../panels/paged.tsx';
import { NumberCells, NumberHeads, RangeSelect, keptRange, useNumbers } from '../panels/row-numbers.tsx';

export default function Sites() {
  useEffect(() => {
    if (path.value === '/') go('/websites', 'replace');
  }, [path.value]);
  const { teamId } = place.value;
  const list = useAnswer<Paged<Website>>(withParameters(teamId ? `/teams/${teamId}/websites` : '/websites', paging()));
  const known = useSignal<Record<string, Stats>>({});
  const sites = [...(list.data?.data ?? [])].sort((one, other) => one.name.localeCompare(other.name));
  const all = sites.map(({ id }) => known.value[id]);
  const total = all.every((each) => each) && all.length > 1 ? sum(all as Stats[]) : undefined;
  const mayAdd = useMayAdd();

  return (
    <>
      <div class="head">
        <h1>{t('page.sites')}</h1>
        <p class="total">
          {total && <>{t('visitors-in-all', { count: exact(total.visitors) })} <Change now={total.visitors} before={total.comparison.visitors} /></>}
        </p>
        <span class="space" />
        {mayAdd && <Drop kind="end main-drop" label={<><Icon name="plus" />{t('add-site')}</>}>{(close) => <AddSite close={close} />}</Drop>}
      </div>
      <div class="head second">
        <Search label={t('find-site')} />
        <RangeSelect />
      </div>
      <PagedList title={t('page.sites')} list={list} none={t('no-site')} missing={t('no-site-found')}>
        {() => (
          <table class="sites">
            <thead>
              <tr>
                <th scope="col">{t('site')}</th><NumberHeads /><th scope="col" class="number">{t('online')}</th>
              </tr>
            </thead>
            <tbody>
              {sites.map((site) => <Row key={site.id} site={site} onStats={(stats) => {
                if (known.peek()[site.id] !== stats) known.value = { ...known.peek(), [site.id]: stats };
              }} />)}
            </tbody>
          </table>
        )}
      </PagedList>
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
  const numbers = useNumbers(site.id);
  const { stats } = numbers;
  const active = useAnswer<{ visitors: number }>(`/websites/${site.id}/active`, { every: 30_000 });
  useEffect(() => {
    if (stats.data && stats.isFresh) onStats(stats.data);
  }, [stats.data, stats.isFresh]);
  return (
    <tr class={stats.since && stats.data ? 'is-old' : ''}>
      <th scope="row">
        <a class="site-link" href={base + withQuery(keptRange(), beside(`/websites/${site.id}`))}><strong>{site.name}</strong> <small>{site.domain}</small></a>
      </th>
      <NumberCells {...numbers} />
      <td class="number" data-v={active.data?.visitors}>{active.error ? <Again error={active.error} retry={active.retry} /> : active.data ? <><span class={active.data.visitors ? 'dot' : 'dot is-off'} />{exact(active.data.visitors)}</> : '…'}</td>
    </tr>
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
