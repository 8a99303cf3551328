// Which website a panel asks about where the address names none: a board has panels of several.
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { websiteId } from './question.ts';

export interface Subject {
  id: string;
  /** What the panel is called instead of its usual heading, and whose numbers these are. */
  title?: string | undefined;
  name?: string | undefined;
  description?: string | undefined;
}

export const Subject = createContext<Subject | undefined>(undefined);

/** The website, link or pixel that the panel is about. */
export const useSubject = () => useContext(Subject)?.id ?? websiteId.value;
