import type { Actor } from '../domain/case.ts';
import type { ActorView } from './schemas/common.ts';

export function actorView({ type, id, via }: Actor): ActorView {
  return { type, id, via };
}
