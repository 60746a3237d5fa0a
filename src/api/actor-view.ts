import type { Actor } from '../domain/case.ts';
import type { ActorView } from './schemas/common.ts';

export function actorView({ type, id, via, name, address }: Actor): ActorView {
  return { type, id, via, name: name ?? null, address: address ?? null };
}
