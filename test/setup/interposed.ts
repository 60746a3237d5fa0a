import type { Store } from '../../src/store/store.ts';

/** A store that asks before each call; whoever is asked may hold it up, or throw. */
export function interposed(store: Store, before: (method: string) => Promise<void>): Store {
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...args: unknown[]) => {
        await before(String(name));
        return await member.apply(target, args);
      };
    },
  });
}
