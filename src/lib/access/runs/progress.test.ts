import { describe, expect, it } from 'vitest';
import { progress, taskName } from './progress.ts';

describe('what is still to be read', () => {
  it.each([
    [{ kind: 'group', id: 'g', withOwners: true }, 'group g'],
    [{ kind: 'subscription', id: 's' }, 'assignments in subscription s'],
    [{ kind: 'managementGroup', name: 'm' }, 'assignments at management group m'],
    [{ kind: 'machines' }, 'inventory of machines'],
  ] as const)('%j is told as %s', (task, name) => {
    expect(taskName(task)).toBe(name);
    const kept = { version: 1, runId: 'run', tasks: [task], failures: 0, total: 1, groups: [] };
    expect(progress.parse(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
  });
});
