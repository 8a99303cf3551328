// Websites, links and pixels as parts of a board name them.
import { beside, place } from '../lib/address.ts';
import { useAnswer } from '../lib/answers.ts';
import { withParameters } from '../lib/api.ts';
import { type Website } from '../lib/website.ts';
import { t } from '../lib/words.ts';
import { isKind, type Entity, type Kind } from './model.ts';

type Named = Pick<Website, 'id' | 'name'> & Partial<Pick<Website, 'domain'>>;

/** Its name and domain, once the server has told; nothing where the user may not see it. */
export function useEntity(entity: Entity | undefined): Named | undefined {
  const { data } = useAnswer<Named | null>(entity && `/${entity.kind}s/${entity.id}`);
  return data ?? undefined;
}

export const MOST_OFFERED = 100;

/** What may be chosen of a kind: the user's own and their teams', or those of the team that the address names. */
export function useOffered(kind: Kind, search: string): { all: Named[]; count: number } {
  const { teamId } = place.value;
  const { data } = useAnswer<{ data: Named[]; count: number }>(withParameters(`${teamId ? `/teams/${teamId}` : ''}/${kind}s`, {
    pageSize: MOST_OFFERED, search: search || undefined, includeTeams: kind === 'website' && !teamId ? 'true' : undefined,
  }));
  return { all: data?.data ?? [], count: data?.count ?? 0 };
}

/** The page of its own. */
export const homeOf = ({ kind, id }: Entity) => beside(`/${kind}s/${id}`);

export const kindName = (kind: Kind) => t(kind === 'website' ? 'site' : `board.${kind}`);

/** What a board is about; `open` is an old name of `mixed`. */
export const typeName = (type: string) => (isKind(type) ? kindName(type) : t('board.mixed'));
