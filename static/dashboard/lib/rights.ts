// What somebody may do, by the rules of the API (spec 02, sections 4 and 5): so that pages say at once what is off.
import { isShared, place } from './address.ts';
import { useAnswer } from './answers.ts';
import { user } from './session.ts';

export interface Member {
  userId: string;
  role: string;
}

/** A website, link, pixel or board: somebody's own, or a team's. */
interface Owned {
  userId: string | null;
  teamId: string | null;
}

/**
 * Whether the account may make things of its own: websites, teams. Until the server has told who it is they may, as nearly
 * all do, so that nothing jumps when it has; the server has the last word.
 */
export const mayCreate = () => !isShared.value && user.value?.role !== 'view-only';

export const isOfTeam = (teamId: string | null) => !!user.value?.teams?.some(({ id }) => id === teamId);

/** The caller's role in a team; undefined while nobody knows, and for those who are not in it. */
export function useTeamRole(teamId: string | null | undefined): string | undefined {
  const { data } = useAnswer<{ members: Member[] }>(teamId && isOfTeam(teamId) ? `/teams/${teamId}` : undefined);
  return data?.members.find(({ userId }) => userId === user.value?.id)?.role;
}

/** Whether the caller may change and delete it; undefined while nobody knows. */
export function useMayEdit(thing: Owned | undefined): boolean | undefined {
  const role = useTeamRole(thing?.userId ? null : thing?.teamId);
  if (!thing || !user.value) return undefined;
  if (user.value.isAdmin || thing.userId === user.value.id) return true;
  if (thing.userId || !isOfTeam(thing.teamId)) return false;
  return role === undefined ? undefined : role !== 'team-view-only';
}

/** Whether the caller may add something here: to their own, or to the team that the address names. */
export function useMayAdd(): boolean {
  const { teamId } = place.value;
  const role = useTeamRole(teamId);
  return mayCreate() && (!teamId || !!user.value?.isAdmin || (role !== undefined && role !== 'team-view-only'));
}

/** Owners and managers change a team and its members; only owners delete it. */
export const mayManage = (role: string | undefined) => role === 'team-owner' || role === 'team-manager';
