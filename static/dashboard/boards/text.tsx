// A text that somebody has written on a board. A few signs of Markdown are read; HTML is text like any other.
import { type ComponentChildren } from 'preact';

const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|`(.+?)`|\[([^\]]+)\]\(([^)\s]+)\)|(https?:\/\/[^\s<>()]+)/g;

/** An address that may be opened: a script is none. */
function safe(address: string): string | undefined {
  try {
    const { protocol, href } = new URL(address);
    return protocol === 'https:' || protocol === 'http:' ? href : undefined;
  } catch {
    return undefined;
  }
}

function inline(text: string): ComponentChildren[] {
  const result: ComponentChildren[] = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, bold, italic, code, name, target, bare] = match;
    result.push(text.slice(end, match.index));
    end = match.index + whole.length;
    const href = safe(target ?? bare ?? '');
    if (bold) result.push(<strong>{inline(bold)}</strong>);
    else if (italic) result.push(<em>{inline(italic)}</em>);
    else if (code) result.push(<code>{code}</code>);
    else result.push(href ? <a href={href} target="_blank" rel="noopener noreferrer">{name ?? bare}</a> : whole);
  }
  return [...result, text.slice(end)];
}

function block(text: string, key: number): ComponentChildren {
  const heading = /^(#{1,6}) (.*)$/.exec(text);
  if (heading) {
    const Heading = heading[1]!.length === 1 ? 'h2' : 'h3';
    return <Heading key={key}>{inline(heading[2]!)}</Heading>;
  }
  const lines = text.split('\n');
  if (lines.every((line) => /^[-*] /.test(line))) {
    return <ul key={key}>{lines.map((line, index) => <li key={index}>{inline(line.slice(2))}</li>)}</ul>;
  }
  return <p key={key}>{lines.map((line, index) => <>{index > 0 && <br />}{inline(line)}</>)}</p>;
}

export function Text({ text }: { text: string }) {
  // Blank lines part blocks; a heading, and a list after other lines, begin one of their own.
  const parted = text.replace(/\r\n?/g, '\n').replace(/^(#{1,6} .*)$/gm, '\n$1\n').replace(/^(?![-*] |\n)(.+)\n(?=[-*] )/gm, '$1\n\n');
  return <div class="written" dir="auto">{parted.split(/\n{2,}/).map((each) => each.trim()).filter(Boolean).map(block)}</div>;
}
