import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryDocuments } from '../../../../local/memory/documents.ts';
import { NOON } from '../../../../test/builders/evidence.ts';
import { SUBSCRIPTION } from '../../../../test/builders/machine.ts';
import { STAFF } from '../../../../test/builders/runWorld.ts';
import type { Place } from '../assignment.ts';
import type { PlaceReading } from '../readings/placeReading.ts';
import { type Memory, NO_MEMORY, readingsIn } from './readings.ts';

const aPlace = (place: Place): PlaceReading => ({
  version: 1,
  place,
  readAt: NOON,
  assignments: [],
  used: 3,
  denials: [],
  activations: null,
});

describe('what runs remember', () => {
  it('is nothing at first', async () => {
    const readings = readingsIn(createMemoryDocuments());

    expect(await readings.memory()).toEqual(NO_MEMORY);
    expect(await readings.progress('run')).toBeUndefined();
    expect(await readings.group(STAFF)).toBeUndefined();
    expect(await readings.place({ kind: 'subscription', id: SUBSCRIPTION })).toBeUndefined();
    expect(await readings.machines()).toBeUndefined();
  });

  it('is read as it was written', async () => {
    const readings = readingsIn(createMemoryDocuments());
    const memory: Memory = {
      version: 1,
      marks: { users: 'u', groups: 'g' },
      places: [{ kind: 'managementGroup', name: 'prod' }],
      samples: { a: [{ at: NOON, used: 3 }] },
      policy: { etag: '"1"', versionId: 'v', text: 'version: 1', readAt: NOON },
      pending: [STAFF],
      followed: [STAFF],
      people: [{ binding: null, samples: [{ at: NOON, people: 3 }] }],
      ends: [{ binding: 'web', expires: '2030-12-31' }],
      standing: [STAFF],
      planned: { etag: '"1"', runId: 'run', seenBefore: true },
      blockedSince: [{ binding: 'web', since: NOON }],
    };

    await readings.remember(memory);

    expect(await readings.memory()).toStrictEqual(memory);
  });

  it('is what a version wrote that did not count people yet, nor what is blocked', async () => {
    const documents = createMemoryDocuments();
    const { people: _people, blockedSince: _blocked, ...before } = { ...NO_MEMORY, pending: [STAFF] };
    await documents.write('memory', before);

    expect(await readingsIn(documents).memory()).toEqual({ ...NO_MEMORY, pending: [STAFF] });
  });

  it('is the progress of this run only', async () => {
    const readings = readingsIn(createMemoryDocuments());
    const progress = { version: 1 as const, runId: 'one', tasks: [], failures: 0, total: 0, groups: [] };

    await readings.saveProgress(progress);

    expect(await readings.progress('one')).toEqual(progress);
    expect(await readings.progress('two')).toBeUndefined();
  });

  it.each(['memory', 'progress', 'readings/machines', `readings/group-${STAFF}`])(
    'counts as not there when it cannot be read: %s',
    async (name) => {
      const documents = createMemoryDocuments();
      const readings = readingsIn(documents);
      await documents.write(name, { version: 99, runId: 'run' });

      expect(await readings.memory()).toEqual(NO_MEMORY);
      expect(await readings.progress('run')).toBeUndefined();
      expect(await readings.machines()).toBeUndefined();
      expect(await readings.group(STAFF)).toBeUndefined();
    },
  );

  it('keeps places apart, whatever management groups are called', async () => {
    // Letters, digits and -_.() ("Naming rules and restrictions for Azure resources", Microsoft.Management).
    const name = fc.string({ unit: fc.constantFrom(...'az09-_.()'.split('')), minLength: 1, maxLength: 90 });
    const place = fc.oneof(
      name.map((name): Place => ({ kind: 'managementGroup', name })),
      fc.uuid().map((id): Place => ({ kind: 'subscription', id })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(place, { selector: (one) => JSON.stringify(one), maxLength: 5 }),
        async (places) => {
          const readings = readingsIn(createMemoryDocuments());
          for (const one of places) await readings.savePlace(aPlace(one));

          for (const one of places) expect((await readings.place(one))?.place).toEqual(one);
        },
      ),
    );
  });
});
