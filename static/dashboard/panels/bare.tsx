// A report that has nothing to show yet: why, and what to write on the website so that it has.
import { Empty } from '../lib/panel.tsx';

export function Bare({ name, title, hint, code }: { name: string; title: string; hint: string; code: string }) {
  return (
    <section class="panel" aria-label={title}>
      <Empty otherwise={(
        <div class="state" data-empty={name}>
          <p>{hint}</p>
          <pre tabIndex={0}><code>{code}</code></pre>
        </div>
      )} />
    </section>
  );
}
