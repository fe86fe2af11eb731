import { describe, expect, it } from 'vitest';
import { optionsOf } from './options.ts';

const ID = '11111111-1111-4111-8111-111111111111';
const list = { kind: 'list', json: false };

describe('what npm run offboard is asked', () => {
  it.each([
    [[], { data: '.local', also: [], action: list }],
    [['--json', '--data', 'there'], { data: 'there', also: [], action: { kind: 'list', json: true } }],
    [['--remove'], { data: '.local', also: [], action: { kind: 'remove' } }],
    [['--remove', '--yes', '12'], { data: '.local', also: [], action: { kind: 'remove', yes: 12 } }],
    [['--app', ID.toUpperCase()], { data: '.local', also: [], app: ID, action: list }],
    [
      ['--also', `/Subscriptions/${ID}`, '--also', '/providers/Microsoft.Management/managementGroups/Corp'],
      {
        data: '.local',
        also: [
          { kind: 'subscription', id: ID },
          { kind: 'managementGroup', name: 'corp' },
        ],
        action: list,
      },
    ],
  ])('is read from %j', (args, options) => {
    expect(optionsOf(args)).toEqual({ ok: true, options });
  });

  it.each([
    [['--remove', '--json'], /one at a time/],
    [['--yes', '3'], /goes with --remove/],
    [['--remove', '--yes', 'all'], /number of assignments/],
    [['--remove', '--yes', ''], /number of assignments/],
    [['--remove', '--yes'], /argument missing/],
    [['--app', 'arc-app'], /object id/],
    [['--also', 'corp'], /--also corp does not begin with a slash\. Write /],
    [['--also', `/subscriptions/${ID}/resourceGroups/rg`], /neither a management group nor a subscription/],
    [['--delete'], /--delete/],
    [['everything'], /everything/],
  ])('is told to be wrong: %j', (args, message) => {
    expect(optionsOf(args)).toEqual({ ok: false, message: expect.stringMatching(message) });
  });
});
