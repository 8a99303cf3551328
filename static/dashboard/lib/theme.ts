// Light, dark, or as the system has it.
import { signal } from '@preact/signals';
import { fixed } from './fixed.ts';
import { recall, remember } from './store.ts';

export type Theme = 'system' | 'light' | 'dark';

const stored = fixed('theme') ?? recall<string>('theme');
export const theme = signal<Theme>(stored === 'light' || stored === 'dark' ? stored : 'system');

export function chooseTheme(name: Theme): void {
  theme.value = name;
  remember('theme', name === 'system' ? undefined : name);
  if (name === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = name;
}
