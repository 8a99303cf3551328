// A page of saved goals or funnels: all of them, or the one that the address names.
import { type ComponentChildren } from 'preact';
import { base, parameter, withChanges } from '../lib/address.ts';
import { type Answer } from '../lib/answers.ts';
import { Head } from '../lib/head.tsx';
import { Icon } from '../lib/icons.tsx';
import { Failed } from '../lib/panel.tsx';
import { mayCreate } from '../lib/rights.ts';
import { Pager, type Paged } from '../lib/search.tsx';
import { t } from '../lib/words.ts';
import { type Kind, type SavedReport } from './saved-report.ts';

interface Props {
  kind: Kind;
  answer: Answer<Paged<SavedReport>>;
  pageSize: number;
  tools?: ComponentChildren;
  /** Instead of the list, such as the settings of a new one. */
  instead?: ComponentChildren;
  children: (report: SavedReport) => ComponentChildren;
}

/** Opens and closes the form of the address; `Back` does the same. */
const editLink = (id: string) => base + withChanges({ edit: id });
const addLink = () => base + withChanges({ add: '1', edit: null, report: null });

export function SavedPage({ kind, answer, pageSize, tools, instead, children }: Props) {
  const { data, error, retry } = answer;
  const isOne = parameter('report') !== '';
  return (
    <>
      <Head title={t(`page.${kind}s`)} isReport hasCompare={false} tools={<>
        {(isOne || instead) && <a class="button" href={base + withChanges({ report: null, add: null, edit: null, step: null, has: null, window: null })}>{t('all')}</a>}
        {tools}
        {mayCreate() && !instead && <a class="button main" href={addLink()}><Icon name="plus" />{t(`${kind}.add`)}</a>}
      </>} />
      {instead || (error ? <Failed error={error} retry={retry} />
        : !data ? <div class="skeleton" style={{ height: '20rem' }} />
        : !data.data.length ? <p class="panel state">{t('report.none')}</p>
        : <div class={`grid ${kind}s`}>{data.data.map((report) => <div key={report.id}>{children(report)}</div>)}</div>)}
      {data && !instead && !isOne && <Pager count={data.count} pageSize={pageSize} />}
    </>
  );
}

/** In the place of one that is not filled in, which nothing can be asked about. */
export const Unfinished = ({ report, text }: { report: SavedReport; text: string }) => (
  <section class="panel" aria-label={report.name}>
    <header class="panel-head"><h2>{report.name}</h2><EditTool report={report} /></header>
    <p class="state">{text}</p>
  </section>
);

export const EditTool = ({ report }: { report: SavedReport }) => (mayCreate()
  ? <a class="button plain" href={editLink(report.id)}><Icon name="edit" />{t('edit')}<span class="unseen"> {report.name}</span></a> : null);
