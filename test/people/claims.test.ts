import { describe, expect, test } from 'vitest';
import { newcomerOf } from '../../src/people/claims.ts';
import { parseGroups } from '../../src/people/groups.ts';

const RULES = {
  groupsClaim: 'groups',
  groups: parseGroups(
    'desk=responder:biz_1|biz_2,leads=approver:biz_2|biz_3,more=approver:biz_4|biz_2,all=approver,ops=viewer',
  ),
};
const ADA = { iss: 'https://id.test', sub: '17', groups: ['desk'] };

const newcomer = (claims: object) => newcomerOf({ ...ADA, ...claims }, RULES);

describe('what groups allow', () => {
  test.each([
    ['one group', ['desk'], 'responder', ['biz_1', 'biz_2']],
    ['the highest role, with its own merchants only', ['desk', 'leads'], 'approver', ['biz_2', 'biz_3']],
    ['one role given twice', ['leads', 'more'], 'approver', ['biz_2', 'biz_3', 'biz_4']],
    ['one role for some merchants and for all', ['leads', 'all'], 'approver', null],
    ['a lower role for all merchants beside a higher', ['leads', 'ops'], 'approver', ['biz_2', 'biz_3']],
    ['groups that mean nothing here beside one that does', ['x', 'ops'], 'viewer', null],
    ['one name instead of a list', 'desk', 'responder', ['biz_1', 'biz_2']],
  ])('%s', (_case, groups, role, merchantIds) => {
    expect(newcomer({ groups })).toMatchObject({ role, merchantIds });
  });

  test.each([
    ['none', undefined],
    ['none that has rights', ['x', 'desk2', 'DESK']],
    ['something that is no list of names', { desk: true }],
    ['numbers', [7]],
  ])('nothing: %s', (_case, groups) => {
    expect(() => newcomer({ groups })).toThrow(expect.objectContaining({ problem: 'no_access' }));
  });
});

describe('the name somebody is known by', () => {
  test.each([
    ['their preferred one', { preferred_username: 'ada', email: 'a@x.test', email_verified: true }, 'ada'],
    ['else their verified mail address', { email: 'a@x.test', email_verified: true }, 'a@x.test'],
    ['also where it says so in text', { email: 'a@x.test', email_verified: 'true' }, 'a@x.test'],
    ['never one that is not verified', { email: 'a@x.test' }, '17'],
    ['never one that is no short line', { preferred_username: 'a\nb' }, '17'],
    ['never an empty one', { preferred_username: ' ' }, '17'],
  ])('%s', (_case, claims, id) => {
    expect(newcomer(claims)).toMatchObject({ id, issuer: 'https://id.test', subject: '17' });
  });
});
