import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { withKin } from './kinOnRecord.ts';
import type { MachineRecord } from './record.ts';
import type { Warning } from './warnings.ts';

const ALONE = { twins: [], more: false };
const CLONED = { twins: [aMachineId('srv-2')], more: false };
const LONG_NAME: Warning = { reason: 'HostNameTooLong', message: 'Long.', fix: 'Shorten it.' };
const OLD = aMachineId('srv-1', 'rg-old');

const events = ({ timeline }: MachineRecord) => timeline.map(({ event }) => event);
const reasons = ({ warnings }: MachineRecord) => warnings?.map(({ reason }) => reason);

describe('a machine that is not the only one with its vmId', () => {
  it('has a warning that names the others and the way out, and a line in its timeline', () => {
    const record = withKin(aRecord(), CLONED, NOON + 1);

    expect(record.warnings).toEqual([
      {
        reason: 'ClonedImage',
        message: expect.stringContaining('/resourceGroups/rg-web/providers/Microsoft.HybridCompute/machines/srv-2.'),
        fix: expect.stringMatching(/azcmagent disconnect.*sysprep/),
      },
    ]);
    expect(record.timeline.at(-1)).toMatchObject({ at: NOON + 1, event: 'ClonedImage' });
  });

  it('has no second line when it is found so again, also with others', () => {
    const first = withKin(aRecord(), CLONED, NOON);

    const again = withKin(first, { twins: [aMachineId('srv-3')], more: false }, NOON + 1);

    expect(events(again)).toEqual(['FirstSeen', 'ClonedImage']);
    expect(again.warnings?.[0]?.message).toContain('srv-3');
    expect(again.warnings?.[0]?.message).not.toContain('srv-2');
  });

  it('keeps its other warnings, with this one and after it', () => {
    const cloned = withKin(aRecord({ warnings: [LONG_NAME] }), CLONED, NOON);
    const alone = withKin(cloned, ALONE, NOON);

    expect(reasons(cloned)).toEqual(['HostNameTooLong', 'ClonedImage']);
    expect(reasons(alone)).toEqual(['HostNameTooLong']);
  });

  it('has no list of warnings once it is alone', () => {
    expect(withKin(withKin(aRecord(), CLONED, NOON), ALONE, NOON)).not.toHaveProperty('warnings');
  });
});

describe('a machine that was moved', () => {
  it('says from where, with one line in its timeline', () => {
    const moved = { ...ALONE, movedFrom: OLD };

    const record = withKin(withKin(aRecord(), moved, NOON), moved, NOON + 1);

    expect(record.movedFrom).toEqual(OLD);
    expect(record.timeline.slice(1)).toEqual([
      { at: NOON, event: 'Moved', message: expect.stringMatching(/from .*\/resourceGroups\/rg-old\/.*\/srv-1\.$/) },
    ]);
  });

  it('has a second line when it was moved again', () => {
    const once = withKin(aRecord(), { ...ALONE, movedFrom: OLD }, NOON);

    const twice = withKin(once, { ...ALONE, movedFrom: aMachineId('srv-1', 'rg-older') }, NOON);

    expect(events(twice)).toEqual(['FirstSeen', 'Moved', 'Moved']);
  });

  it('says so no longer when it turns out otherwise', () => {
    const record = withKin(aRecord({ movedFrom: OLD, movedTo: OLD }), ALONE, NOON);

    expect(record).toEqual(aRecord());
  });

  it('and is gone, says where to', () => {
    expect(withKin(aRecord(), { ...ALONE, movedTo: OLD }, NOON).movedTo).toEqual(OLD);
  });
});
