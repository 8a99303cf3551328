// Opens the sheet of a session, where it may be seen: a share may show events and hide whose they are.
import { type ComponentChildren } from 'preact';
import { base, mayShow, withChanges } from '../lib/address.ts';
import { NO_SESSION } from '../lib/question.ts';

export function SessionLink({ id, kind, name, children }: { id: string; kind: string; name?: string; children: ComponentChildren }) {
  if (!mayShow('sessions')) return <span class={kind}>{children}</span>;
  return <a class={kind} href={base + withChanges({ ...NO_SESSION, session: id })} aria-label={name}>{children}</a>;
}
