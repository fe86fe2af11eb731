import { describe, expect, it } from 'vitest';
import { codesOf, holders, leaving, planned } from '../../../../test/builders/applyWorld.ts';
import { ANN, BOB, SUB } from '../../../../test/builders/runWorld.ts';
import { hours, seconds } from '../../time.ts';
import { applyChange } from './applyChange.ts';

const TO_ANN = { scope: SUB, role: 'user', principalId: ANN } as const;

describe('a change is not made', () => {
  it.each<[string, 'access' | 'removals' | 'all', string | undefined]>([
    ['access', 'access', 'Paused'],
    ['everything', 'all', 'Paused'],
    ['removals', 'removals', undefined],
  ])('while a person has paused %s', async (_what, target, code) => {
    const world = await planned();
    await world.pauses.pause(target, world.clock.now() + hours(1), 'Freeze.', 'ada');
    world.clock.advance(seconds(31));

    expect(await world.apply(TO_ANN)).toMatchObject({ code: code ?? 'Created' });
  });

  it('while removals are paused, and goes on after', async () => {
    const world = await leaving();
    await world.pauses.pause('removals', world.clock.now() + hours(1), 'Freeze.', 'ada');
    world.clock.advance(seconds(31));

    await world.settle();
    expect(await codesOf(world)).toEqual({ [BOB]: 'Paused' });

    world.clock.advance(hours(1));
    await world.settle();
    expect(holders(world)).toEqual([ANN]);
  });

  it('and says which pauses hold it, and until when', async () => {
    const world = await leaving();
    const until = (ahead: number) => world.clock.now() + hours(ahead);
    await world.pauses.pause('removals', until(1), 'Freeze.', 'ada');
    await world.pauses.pause('all', until(2), 'Incident.', 'ada');
    await world.pauses.pause('onboarding', until(3), 'Another matter.', 'ada');
    world.clock.advance(seconds(31));

    await world.settle();

    expect(await world.tried()).toMatchObject([
      {
        code: 'Paused',
        message:
          'What takes access away is paused: removals until 2026-11-22T13:00:02.001Z, all until 2026-11-22T14:00:02.001Z.',
      },
    ]);
    expect((await world.tried())[0]).not.toHaveProperty('approvedBy');
  });

  it('while nobody can tell what is paused', async () => {
    const world = await planned();
    await world.control.write('pauses', { version: 2 }, undefined);

    expect(await world.apply(TO_ANN)).toMatchObject({ did: 'held', code: 'Paused' });
    expect(await world.tried()).toMatchObject([{ message: 'The pauses cannot be read, so everything is paused.' }]);
  });

  it('but is where another instance has lifted the pause since this one looked', async () => {
    const world = await planned();
    await world.pauses.pause('access', world.clock.now() + hours(1), 'Freeze.', 'ada');
    const instance = world.applying((port) => port);
    expect(await instance.pauses.paused('access')).toBe(true);
    await world.pauses.resume('access', 'ada', 'Over.');

    expect(await instance.pauses.paused('access')).toBe(true);
    expect(await applyChange(TO_ANN, instance, () => undefined)).toMatchObject({ did: 'done', code: 'Created' });
  });
});
