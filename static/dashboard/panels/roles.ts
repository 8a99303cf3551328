// Roles of accounts and of members, as the API names them (spec 02, section 4).
import { tMaybe } from '../lib/words.ts';

/** What an account may be. */
export const ROLES = ['admin', 'user', 'view-only'] as const;

/** What a member may be made; nobody can be made an owner. */
export const TEAM_ROLES = ['team-manager', 'team-member', 'team-view-only'] as const;

export const roleName = (role: string) => tMaybe(`settings.role.${role.replace(/^team-(?=view)/, '')}`) ?? role;

export const roleChoices = (roles: readonly string[]) => roles.map((role) => [role, roleName(role)] as const);
