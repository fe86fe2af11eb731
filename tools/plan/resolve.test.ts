import { describe, expect, it } from 'vitest';
import type { GroupNamed } from '../../src/lib/access/directory.ts';
import { Failure, Throttled } from '../../src/lib/errors.ts';
import { aClock } from '../../test/builders/clock.ts';
import { aHandDirectory, type HandGroup } from '../../test/builders/handDirectory.ts';
import { resolve } from './resolve.ts';

const denied = new Failure('denied', 'Authorization_RequestDenied', 'HTTP 403');

/** A person at a terminal who wants to know the id of the helpdesk. */
function aWorld(...groups: readonly (readonly [id: string, group?: HandGroup, more?: Partial<GroupNamed>])[]) {
  const clock = aClock();
  const directory = aHandDirectory();
  for (const [id, group] of groups) directory.put(id, { displayName: 'helpdesk', ...group });
  const more = new Map(groups.map(([id, , rest]) => [id, rest]));
  const port = {
    ...directory,
    groupsNamed: async (name: string) =>
      (await directory.groupsNamed(name)).map((group) => ({ ...group, ...more.get(group.id) })),
  };
  const printed: string[] = [];
  const said: string[] = [];
  const deps = {
    directory: port,
    clock,
    sleep: async (ms: number) => clock.advance(ms),
    progress: (line: string) => void said.push(line),
    print: (text: string) => void printed.push(text),
  };
  return { directory, printed, said, run: (name = 'helpdesk') => resolve(name, deps) };
}

describe('the id of a group', () => {
  it('is told in one line, where there is one of the name', async () => {
    const world = aWorld(['g1', { roleAssignable: true }, { description: 'Of Munich' }]);

    expect(await world.run()).toBe(0);

    expect(world.printed).toEqual(['g1  helpdesk (role-assignable)\n']);
    expect([world.said, world.directory.asked]).toEqual([[], ['groupsNamed helpdesk']]);
  });

  it('is told of none, where there is none', async () => {
    const world = aWorld(['g1']);

    expect(await world.run('help')).toBe(1);

    expect([world.printed, world.said]).toEqual([[], ['The directory has no group named "help".']]);
  });

  it('comes with what tells the groups of one name apart', async () => {
    const world = aWorld(
      [
        'g1',
        { owners: ['Ada', 'Bob'], members: ['p1', 'p2'] },
        { description: 'Of Munich', createdAt: Date.UTC(2021, 4, 3) },
      ],
      ['g2', { members: ['p1', 'p2', 'p3', 'p4', 'p5', 'p6'] }],
      ['g3', { hiddenMembership: true }],
    );
    for (const id of ['p1', 'p2', 'p3', 'p4', 'p5', 'p6']) world.directory.putPerson(id);

    expect(await world.run()).toBe(1);

    expect(world.printed.join('')).toBe(`g1  helpdesk
    description: Of Munich
    created: 2021-05-03
    owners: Ada, Bob
    members: p1@contoso.com, p2@contoso.com
g2  helpdesk
    owners: none
    members: p1@contoso.com, p2@contoso.com, p3@contoso.com, p4@contoso.com, p5@contoso.com and others
g3  helpdesk (hidden members)
    owners: none
`);
    expect(world.said).toEqual(['3 groups have this name; make sure which one is meant before you name its id.']);
  });

  it('goes without what the directory does not tell', async () => {
    const world = aWorld(['g1'], ['g2']);
    world.directory.fail('owners', denied);
    world.directory.fail('members', denied);

    expect(await world.run()).toBe(1);

    expect(world.printed).toEqual(['g1  helpdesk\n', 'g2  helpdesk\n']);
    expect(world.said).toContain('The directory does not tell the owners: HTTP 403 (Authorization_RequestDenied)');
  });

  it('names the permission that is missing, and what to do', async () => {
    const world = aWorld(['g1']);
    world.directory.fail('groupsNamed', denied);

    expect(await world.run()).toBe(1);

    expect(world.said.join('\n')).toMatch(
      /not let this identity look for groups.*\n {2}to do: Grant GroupMember\.Read\.All/,
    );
  });

  it('is no matter of a permission when the token is refused', async () => {
    const world = aWorld(['g1']);
    const refused = new Failure('denied', 'InvalidAuthenticationToken', 'HTTP 401');
    world.directory.fail('groupsNamed', refused);

    await expect(world.run()).rejects.toBe(refused);
  });

  it('is waited for, where the directory asks for that', async () => {
    const world = aWorld(['g1']);
    world.directory.fail('groupsNamed', new Throttled('TooManyRequests', 'Later.', 0), 1);

    expect(await world.run()).toBe(0);
  });

  it('gives a terminal no orders, whoever chose the names', async () => {
    const hostile = '\u{1b}[2J\r\ng9  helpdesk';
    const world = aWorld(['g1', { owners: [hostile] }, { description: hostile }], ['g2']);

    await world.run();

    const text = world.printed.join('');
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect(text.split('\n').filter((line) => line.startsWith('g9'))).toEqual([]);
  });
});
