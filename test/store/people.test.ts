import { beforeEach, describe, expect, it } from 'vitest';
import { DAY, HOUR, type Instant, MINUTE, plus } from '../../src/domain/instant.ts';
import type { Newcomer } from '../../src/people/person.ts';
import { SESSION_IDLE, SESSION_TOTAL } from '../../src/store/sessions.ts';
import { NOON } from './a-case.ts';
import { onEachDatabase } from './each-database.ts';

const ADA: Newcomer = {
  id: 'ada',
  issuer: 'https://id.test',
  subject: '17',
  name: 'Ada L.',
  mail: 'Ada@shop.test',
  mailVerified: true,
  role: 'approver',
  merchantIds: ['biz_1'],
};

onEachDatabase((fixture) => {
  const found = async (at: Instant, isUse = true) =>
    (await fixture.store.sessions.find('hash', at, isUse))?.person.id ?? null;

  beforeEach(async () => {
    await fixture.database.query('truncate people, sessions, keys');
  });

  describe('people', () => {
    it('are kept as whoever vouches for them tells it', async () => {
      const ada = { ...ADA, slackUserId: null, lastSignedInAt: NOON };
      expect(await fixture.store.people.signIn(ADA, NOON)).toEqual(ada);
      expect(await fixture.store.people.find('ada')).toEqual(ada);
      expect(await fixture.store.people.find('bob')).toBeNull();
    });

    it('keep their first name, and lose and gain rights when they sign in again', async () => {
      await fixture.store.people.signIn(ADA, NOON);
      const renamed = {
        ...ADA,
        id: 'countess',
        name: 'Countess',
        role: 'viewer',
        merchantIds: null,
      } as const;
      const later = plus(NOON, DAY);
      expect(await fixture.store.people.signIn(renamed, later)).toMatchObject({
        id: 'ada',
        name: 'Countess',
        role: 'viewer',
        merchantIds: null,
        lastSignedInAt: later,
      });
      expect(await fixture.store.people.find('countess')).toBeNull();
    });

    it('never get the name of somebody else', async () => {
      await fixture.store.people.signIn(ADA, NOON);
      for (const other of [{ subject: '18' }, { issuer: 'https://other.test' }]) {
        const impostor = { ...ADA, ...other, role: 'admin' } as const;
        await expect(fixture.store.people.signIn(impostor, NOON)).rejects.toMatchObject({
          name: 'NameTakenError',
        });
      }
      expect(await fixture.store.people.find('ada')).toMatchObject({ subject: '17', role: 'approver' });
    });

    it('that are barred are found by nothing and in no session, and keep their name for when they come again', async () => {
      const { people, sessions } = fixture.store;
      await people.signIn({ ...ADA, id: 'bob', subject: '2', mail: 'bob@shop.test' }, NOON);
      await people.signIn(ADA, NOON);
      await people.linkSlackUser('ada', 'U1');
      await Promise.all(['ada', 'bob'].map((id) => sessions.begin(`of ${id}`, id, NOON)));
      await people.bar({ issuer: ADA.issuer, subject: ADA.subject }, NOON);
      await people.bar({ issuer: ADA.issuer, subject: 'never here' }, NOON);
      const ways = () =>
        Promise.all([people.find('ada'), people.byMail('ada@shop.test'), people.bySlackUser('U1')]);
      expect(await ways()).toEqual([null, null, null]);
      await expect(people.signIn({ ...ADA, subject: '18' }, NOON)).rejects.toThrow('under this name');
      await people.signIn(ADA, NOON);
      expect((await ways()).map((person) => person?.id)).toEqual(['ada', 'ada', 'ada']);
      expect(await sessions.find('of ada', NOON, true)).toBeNull();
      expect(await sessions.find('of bob', NOON, true)).toMatchObject({ person: { id: 'bob' } });
    });

    it('are found by their mail, however it is written, where it is verified and of one person only', async () => {
      await fixture.store.people.signIn(ADA, NOON);
      await fixture.store.people.signIn(
        { ...ADA, id: 'eve', subject: '2', mail: 'eve@shop.test', mailVerified: false },
        NOON,
      );
      expect(await fixture.store.people.byMail('ada@SHOP.test')).toMatchObject({ id: 'ada' });
      expect(await fixture.store.people.byMail('eve@shop.test')).toBeNull();
      await fixture.store.people.signIn({ ...ADA, id: 'ada2', subject: '3' }, NOON);
      expect(await fixture.store.people.byMail('ada@shop.test')).toBeNull();
    });

    it('are found by their Slack user, who is one person at a time', async () => {
      await fixture.store.people.signIn(ADA, NOON);
      await fixture.store.people.signIn({ ...ADA, id: 'bob', subject: '2' }, NOON);
      await fixture.store.people.linkSlackUser('ada', 'U1');
      expect(await fixture.store.people.bySlackUser('U1')).toMatchObject({ id: 'ada', slackUserId: 'U1' });
      await fixture.store.people.linkSlackUser('bob', 'U1');
      expect(await fixture.store.people.bySlackUser('U1')).toMatchObject({ id: 'bob' });
      expect(await fixture.store.people.find('ada')).toMatchObject({ slackUserId: null });
      await fixture.store.people.signIn(ADA, NOON);
      expect(await fixture.store.people.bySlackUser('U1')).toMatchObject({ id: 'bob' });
    });
  });

  describe('sessions', () => {
    beforeEach(async () => {
      await fixture.store.people.signIn(ADA, NOON);
      await fixture.store.sessions.begin('hash', 'ada', NOON);
    });

    it('are of the person as they are now', async () => {
      await fixture.store.people.signIn({ ...ADA, role: 'viewer' }, NOON);
      expect(await fixture.store.sessions.find('hash', NOON, true)).toMatchObject({
        person: { id: 'ada', role: 'viewer', merchantIds: ['biz_1'] },
        endsAt: plus(NOON, SESSION_IDLE),
      });
      expect(await fixture.store.sessions.find('another', NOON, true)).toBeNull();
    });

    it('end when they are not used', async () => {
      expect(await found(plus(NOON, SESSION_IDLE - 1), false)).toBe('ada');
      expect(await found(plus(NOON, SESSION_IDLE))).toBeNull();
    });

    it('go on while they are used, and no longer than in all', async () => {
      const last = SESSION_TOTAL - MINUTE;
      for (let after = 0; after <= last; after += 7 * HOUR)
        expect(await found(plus(NOON, after))).toBe('ada');
      expect(await found(plus(NOON, last))).toBe('ada');
      expect(await found(plus(NOON, SESSION_TOTAL))).toBeNull();
    });

    it('do not go on by being looked at without a use', async () => {
      expect(await found(plus(NOON, 5 * HOUR), false)).toBe('ada');
      expect(await found(plus(NOON, SESSION_IDLE))).toBeNull();
    });

    it('end by logging out, and are swept away when one begins', async () => {
      await fixture.store.sessions.end('hash');
      expect(await found(NOON)).toBeNull();
      await fixture.store.sessions.begin('old', 'ada', NOON);
      await fixture.store.sessions.begin('new', 'ada', plus(NOON, SESSION_IDLE));
      expect(await fixture.database.query('select hash from sessions')).toEqual([{ hash: 'new' }]);
    });

    it('share one key, whoever asks first', async () => {
      const { sessions } = fixture.store;
      const [one, other] = await Promise.all([sessions.key(), sessions.key()]);
      expect(one).toHaveLength(32);
      expect(other).toEqual(one);
    });
  });
});
