// The code that a website's pages need, ready to be copied.
import { base } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { Copy } from '../lib/copy.tsx';

/** What is pasted into pages must not end an attribute. */
const attribute = (value: string | number) => String(value).replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;');

/** A script element with attributes; a script without a host is this server's. */
export function scriptTag(source: string, attributes: Readonly<Record<string, string | number>>): string {
  const address = source.startsWith('http') ? source : `${location.origin}${base}/${source.replace(/^\//, '')}`;
  return `<script defer src="${attribute(address)}"${Object.entries(attributes).map(([name, value]) => ` data-${name}="${attribute(value)}"`).join('')}></script>`;
}

/** The element of the tracker, under the name that the server gives it; undefined until the server has told. */
export function useTrackingCode(websiteId: string): string | undefined {
  const { data } = useAnswer<{ trackerScriptName?: string }>('/config');
  const name = data?.trackerScriptName?.split(',')[0]?.trim() || 'script.js';
  return data && scriptTag(name, { 'website-id': websiteId });
}

export function Code({ code, about }: { code: string | undefined; about?: string }) {
  return (
    <div class="to-paste">
      <pre tabIndex={0}><code>{code ?? '…'}</code></pre>
      <Copy text={code ?? ''} isOff={!code} {...(about ? { about } : { kind: 'main' })} />
    </div>
  );
}
