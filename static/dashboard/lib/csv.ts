// Tables as files. Comma, quotes where needed, and a mark at the start by which spreadsheets know UTF-8.

/** One cell. What a spreadsheet would take for a formula gets an apostrophe: visitors write some of these texts. */
export function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

type Rows = readonly (readonly (string | number)[])[];

export function csv(rows: Rows): string {
  return '\ufeff' + rows.map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n';
}

/** Lets the browser save a table as a file. */
export function save(name: string, rows: Rows): void {
  saveFile(`${name}.csv`, new Blob([csv(rows)], { type: 'text/csv;charset=utf-8' }));
}

export function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name.replace(/[^\p{L}\p{N}.-]+/gu, '-');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
