// The reports of a website: what is saved, each with its value, and all kinds there are.
import { mayShow } from '../lib/address.ts';
import { Again } from '../lib/again.tsx';
import { useAnswer } from '../lib/answers.ts';
import { exact, percent, short } from '../lib/format.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { Panel, useReached } from '../lib/panel.tsx';
import { REPORTS, linksOf, onSite, type Place } from '../lib/places.tsx';
import { mayCreate } from '../lib/rights.ts';
import { type Paged } from '../lib/search.tsx';
import { t, tMaybe, type Word } from '../lib/words.ts';
import {
  type GoalAnswer, type Kind, type SavedReport, type StepAnswer, askSaved, onPage, outcomeOf, questionOf,
} from '../panels/saved-report.ts';

/** More of a kind are on its own page. */
const SHOWN = 20;

const KINDS: readonly Place[] = [
  ...REPORTS.filter(([page]) => page !== 'reports'), ['segments', '/segments', 'reports'], ['cohorts', '/cohorts', 'reports'],
];

export default function Reports() {
  return (
    <>
      <Head title={t('page.reports')} isReport hasCompare={false} />
      <div class="grid">
        {(['goal', 'funnel'] as const).map((kind) => mayShow(`${kind}s`) && <Saved key={kind} kind={kind} />)}
      </div>
      <section class="panel kinds" aria-label={t('report.kinds')}>
        <header class="panel-head"><h2>{t('report.kinds')}</h2></header>
        <ul>
          {linksOf(KINDS, onSite).map(([page, href]) => (
            <li key={page}><a href={href}><strong>{t(`page.${page}` as Word)}</strong> <small>{tMaybe(`report.hint.${page}`)}</small></a></li>
          ))}
        </ul>
      </section>
    </>
  );
}

function Saved({ kind }: { kind: Kind }) {
  const answer = useAnswer<Paged<SavedReport>>(askSaved(kind, SHOWN));
  const title = t(`page.${kind}s`);
  return (
    <Panel title={title} answer={answer} room={9} tools={mayCreate() && (
      <a class="button plain" href={onPage(`/${kind}s`, { add: '1' })}><Icon name="plus" />{t(`${kind}.add`)}</a>
    )}>
      {({ data, count }) => !count ? <p class="state">{t('report.none')}</p> : (
        <>
          <table class="rows">
            <thead><tr>
              <th scope="col">{t('name')}</th>
              <th scope="col" class="number">{t('visitors')}</th>
              <th scope="col" class="number share">%</th>
            </tr></thead>
            <tbody>{data.map((report) => <Row key={report.id} report={report} />)}</tbody>
          </table>
          {count > SHOWN && <footer class="panel-foot"><a class="button plain" href={onPage(`/${kind}s`)}>{t('all')}<span class="unseen"> {title}</span></a></footer>}
        </>
      )}
    </Panel>
  );
}

function Row({ report }: { report: SavedReport }) {
  const [element, isReached] = useReached();
  const question = questionOf(report); // None for what is not filled in.
  const { data, error, since, retry } = useAnswer<GoalAnswer | StepAnswer[]>(isReached.value ? question : undefined);
  const outcome = data && outcomeOf(data);
  const share = outcome?.of ? outcome.done / outcome.of : undefined;
  return (
    <tr style={{ '--part': share ?? 0 }} aria-busy={since > 0} class={since && data ? 'is-old' : ''}>
      <th scope="row">
        <div class="value" ref={element}>
          <a class="filter-link" href={onPage(`/${report.type}s`, { report: report.id })}><span class="text" dir="auto">{report.name}</span></a>
        </div>
      </th>
      {error ? <td colSpan={2} class="number"><Again error={error} retry={retry} /></td> : (
        <>
          <td class="number" data-v={outcome?.done} title={outcome && exact(outcome.done)}>{outcome ? short(outcome.done) : question ? '…' : '–'}</td>
          <td class="number share" data-v={share}>{outcome && (share === undefined ? '–' : percent(share))}</td>
        </>
      )}
    </tr>
  );
}
