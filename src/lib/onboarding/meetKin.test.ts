import { describe, expect, it } from 'vitest';
import { NOON } from '../../../test/builders/evidence.ts';
import { aMachineId } from '../../../test/builders/machine.ts';
import { aMeeting } from '../../../test/builders/meeting.ts';
import { aRecord } from '../../../test/builders/record.ts';
import { meetKin } from './meetKin.ts';
import type { MachineRecord } from './record.ts';
import type { VmIds } from './vmIds.ts';

const UNWATCHED = '22222222-2222-4222-8222-222222222222';

const [A, B, C] = [aMachineId('a'), aMachineId('b'), aMachineId('c')];
const warned = (record: MachineRecord | undefined) => record?.warnings?.[0]?.message ?? '';

describe('a machine alone with its vmId', () => {
  it('puts down its claim at its first look, and makes one query at every later one', async () => {
    const { look, calls } = aMeeting();

    const first = await look(A);
    const made = calls.splice(0);
    const later = await look(A);

    expect(made).toEqual(['of', 'put', 'of']);
    expect(calls).toEqual(['of']);
    expect(first.claimedVmId).toBe('vm-1');
    expect(later).toEqual(first);
  });

  it.each([
    ['no vmId', ''],
    ['one that is none', '00000000-0000-0000-0000-000000000000'],
  ])('with %s has no kin', async (_what, vmId) => {
    const { look, calls } = aMeeting();

    await look(A, { vmId });
    const { claimedVmId, warnings } = await look(B, { vmId });

    expect([claimedVmId, warnings, calls]).toEqual([undefined, undefined, []]);
  });
});

describe('a copy', () => {
  it('is warned of, and so is the other, after one look more', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);

    const copy = await look(B);
    const looked = await settle();

    expect(warned(copy)).toContain('machines/a.');
    expect(looked).toEqual(['a']);
    expect(warned(await record('a'))).toContain('machines/b.');
  });

  it('is one whatever the case of the vmId', async () => {
    const { look } = aMeeting();
    await look(A, { vmId: 'VM-1' });

    expect(warned(await look(B, { vmId: 'vm-1' }))).toContain('machines/a.');
  });

  it('that comes at the same moment is found by the other or finds it, and both are warned', async () => {
    const { look, settle, record } = aMeeting();

    await Promise.all([look(A), look(B)]);
    const looked = await settle();

    expect(looked.length).toBeLessThanOrEqual(2);
    expect(warned(await record('a'))).toContain('machines/b.');
    expect(warned(await record('b'))).toContain('machines/a.');
  });

  it('of many makes few looks: whoever names three others is not asked again', async () => {
    const { look, settle } = aMeeting();
    let looks = 0;
    for (let i = 0; i < 40; i++) {
      await look(aMachineId(`clone-${i}`));
      looks += 1 + (await settle()).length;
    }

    expect(looks).toBeLessThan(60);
  });

  it('that changes nothing asks for no further look', async () => {
    const { look, settle } = aMeeting();
    await look(A);
    await look(B);
    await settle();

    await look(A);
    await look(B);

    expect(await settle()).toEqual([]);
  });

  it('that goes is warned of no more, after one look at the other', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);
    await look(B);
    await settle();

    await look(B, { gone: true });

    expect(await settle()).toEqual(['a']);
    expect(await record('a')).not.toHaveProperty('warnings');
    expect(await record('a')).not.toHaveProperty('movedFrom');
  });

  it('that registers anew is warned of no more on either side, and counts as moved on neither', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);
    await look(B);
    await settle();

    const anew = await look(A, { vmId: 'vm-2' });

    expect(anew).not.toHaveProperty('warnings');
    expect(anew.claimedVmId).toBe('vm-2');
    expect(await settle()).toEqual(['b']);
    expect(await record('b')).not.toHaveProperty('warnings');
    expect(await record('b')).not.toHaveProperty('movedFrom');
  });

  it('that registers anew with no vmId to tell it by leaves its claim', async () => {
    const { look, deps } = aMeeting();
    await look(A);

    const anew = await look(A, { vmId: '' });

    expect(anew).not.toHaveProperty('claimedVmId');
    expect(await deps.vmIds.of('vm-1')).toEqual([]);
  });

  it('among many that goes is heard of by all, ten at a time', async () => {
    const { look, settle } = aMeeting();
    for (let i = 0; i < 40; i++) await look(aMachineId(`clone-${i}`));
    await settle();

    await look(aMachineId('clone-0'), { vmId: 'vm-2' });
    const looked = await settle();

    expect(new Set(looked).size).toBe(39);
    expect(looked.length).toBeLessThan(60);
  });
});

describe('a machine that was moved', () => {
  it('says from where, and the old id says where to, when the old one was found gone first', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);
    await look(A, { gone: true });

    const moved = await look(B);
    const looked = await settle();

    expect(moved.movedFrom).toEqual(A);
    expect(looked).toEqual(['a']);
    expect((await record('a'))?.movedTo).toEqual(B);
  });

  it('is a copy until the old one is found gone, and then says the same', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);
    const copy = await look(B);
    await settle();

    const left = await look(A, { gone: true });
    const looked = await settle();
    const moved = await record('b');

    expect(warned(copy)).toContain('machines/a.');
    expect(left).toMatchObject({ movedTo: B });
    expect(left).not.toHaveProperty('warnings');
    expect(looked).toEqual(['b']);
    expect(moved?.movedFrom).toEqual(A);
    expect(moved).not.toHaveProperty('warnings');
  });

  it('and back, was moved both times', async () => {
    const { look, settle, record } = aMeeting();
    await look(A);
    await look(A, { gone: true });
    await look(B);
    await settle();

    await look(B, { gone: true });
    const back = await look(A, { gone: false });
    await settle();

    expect(back.movedFrom).toEqual(B);
    expect((await record('b'))?.movedTo).toEqual(A);
  });

  it('is known by a claim that is made only when the old one is found gone', async () => {
    const { look, settle, record } = aMeeting();
    await look(A, { gone: true });

    const moved = await look(B);
    await settle();

    expect(moved.movedFrom).toEqual(A);
    expect((await record('a'))?.movedTo).toEqual(B);
  });
});

describe('a claim', () => {
  it('of a machine that is not on record is void', async () => {
    const { look, settle, deps } = aMeeting();
    await look(A);
    const lost = await deps.ledger.read(A);
    await deps.ledger.remove(A, lost?.etag ?? '');

    const alone = await look(B);

    expect(alone).not.toHaveProperty('warnings');
    expect(await settle()).toEqual([]);
    expect((await deps.vmIds.of('vm-1')).map(({ id }) => id)).toEqual([B]);
  });

  it('of a machine that is not watched does not count, and asks for nothing there', async () => {
    const { look, settle } = aMeeting();
    await look({ ...A, subscriptionId: UNWATCHED });

    const alone = await look(B);

    expect(alone).not.toHaveProperty('warnings');
    expect(await settle()).toEqual([]);
  });

  it('that changes under every reading is left to whoever changes it', async () => {
    const { look, deps } = aMeeting();
    const { vmIds } = deps;
    await look(A);
    let others = 0;
    const restless: VmIds = {
      ...vmIds,
      async put(vmId, claim) {
        await vmIds.put(vmId, claim);
        await vmIds.put(vmId, { id: aMachineId(`x-${others}`), since: NOON - ++others, gone: false, shows: '' });
      },
    };
    const before = aRecord({ id: C, seen: { location: 'x', os: {}, vmId: 'vm-1' } });

    const record = await meetKin(before, false, { ...deps, vmIds: restless });

    expect(warned(record)).toContain('machines/x-');
    expect(others).toBe(5);
  });
});
