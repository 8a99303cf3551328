// The website of the page.
import { useAnswer } from './answers.ts';
import { websiteId } from './question.ts';

export interface Website {
  id: string;
  name: string;
  domain: string | null;
  teamId: string | null;
  userId: string | null;
  createdAt: string;
  replayEnabled: boolean;
  replayConfig: ReplayConfig | null;
}

/** How visits are recorded (spec 03, section 1); the length in milliseconds. What is absent is as the recorder has it. */
export interface ReplayConfig {
  sampleRate?: number;
  maskLevel?: 'strict' | 'moderate';
  maxDuration?: number;
  blockSelector?: string;
}

/** The website that the address names, once the server has told; asked once for all parts of a page. */
export function useWebsite(): Website | undefined {
  const { data, isFresh } = useAnswer<Website | null>(websiteId.value ? `/websites/${websiteId.value}` : undefined);
  return (isFresh && data) || undefined;
}
