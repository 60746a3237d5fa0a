import type { Rights } from './person.ts';
import { includesRole, ROLES, type Role } from './role.ts';

/** What whoever is in a group of the provider may do here. */
export interface GroupRights extends Rights {
  readonly group: string;
}

/** Thrown for a list of groups that cannot be read; the message tells which one and why. */
export class GroupFormatError extends Error {
  override readonly name = 'GroupFormatError';
}

/**
 * Reads `group=role[:merchant_id|merchant_id…]`, several separated by commas.
 *
 * @throws GroupFormatError
 */
export function parseGroups(list: string): readonly GroupRights[] {
  const entries = list.split(',').map((entry) => entry.trim());
  const groups = entries.filter((entry) => entry !== '').map(parseGroup);
  if (groups.length === 0) throw new GroupFormatError('it names no group');
  return groups;
}

function parseGroup(entry: string): GroupRights {
  const [, group = '', role = '', merchants] = /^(.+?)=([^=:]*)(?::(.*))?$/.exec(entry) ?? [];
  if (group === '') throw new GroupFormatError(`"${entry}" names no group and role`);
  const known = ROLES.find((one) => one === role);
  if (known === undefined) throw new GroupFormatError(`the role of ${group} is none of ${ROLES.join(', ')}`);
  if (merchants === undefined) return { group, role: known, merchantIds: null };
  const merchantIds = merchants.split('|').map((id) => id.trim());
  if (merchantIds.includes('')) throw new GroupFormatError(`a merchant of ${group} has no id`);
  return { group, role: known, merchantIds };
}

/**
 * What somebody in these groups may do: the highest role of them, with the merchants of those that give that role. What a lower one sees beside is not
 * added: nobody gets more than one of their groups gives. Null when none of them has rights here.
 */
export function rightsOf(groups: readonly string[], known: readonly GroupRights[]): Rights | null {
  const theirs = known.filter(({ group }) => groups.includes(group));
  if (theirs.length === 0) return null;
  const role = theirs.map((rights) => rights.role).reduce(higher);
  const limits = theirs.filter((rights) => rights.role === role).map(({ merchantIds }) => merchantIds);
  return {
    role,
    merchantIds: limits.includes(null) ? null : [...new Set(limits.flatMap((ids) => ids ?? []))],
  };
}

function higher(a: Role, b: Role): Role {
  return includesRole(a, b) ? a : b;
}
