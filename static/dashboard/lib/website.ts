// What the page is about: a website, link, pixel or board.
import { place } from './address.ts';
import { useAnswer, type Answer } from './answers.ts';
import { ApiError } from './api.ts';

/** What is common to all that somebody has made. */
export interface Thing {
  id: string;
  name: string;
  teamId: string | null;
  userId: string | null;
  createdAt: string;
}

/** How visits are recorded (spec 03, section 1); the length in milliseconds. What is absent is as the recorder has it. */
export interface ReplayConfig {
  sampleRate?: number;
  maskLevel?: 'strict' | 'moderate';
  maxDuration?: number;
  blockSelector?: string;
}

export interface Website extends Thing {
  domain: string | null;
  replayEnabled: boolean;
  replayConfig: ReplayConfig | null;
}

const PATHS: Readonly<Record<string, string>> = { websiteId: 'websites', linkId: 'links', pixelId: 'pixels', boardId: 'boards' };

/** The answer about the thing that the address names; asked once for all parts of a page. Null where it is gone. */
export function useThing<T extends Thing>(): Answer<T | null> {
  const [part, id] = Object.entries(place.value.parts).find(([name]) => name in PATHS) ?? [];
  const answer = useAnswer<T | null>(part && `/${PATHS[part]}/${id}`);
  // What has no id is no such thing, whoever has answered so.
  return answer.data && !answer.data.id ? { ...answer, data: undefined, error: new ApiError(200, 'nonsense', '') } : answer;
}

/** The website that the address names, once the server has told. */
export function useWebsite(): Website | undefined {
  const { data, isFresh } = useThing<Website>();
  return (isFresh && data) || undefined;
}
