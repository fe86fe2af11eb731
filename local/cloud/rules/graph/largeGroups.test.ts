import { describe, expect, it } from 'vitest';
import { EVENTUAL, itemsOf } from '../../testing/people.ts';
import { virtualCloud } from '../../testing/virtualCloud.ts';

const MEMBERS = 100_000;

/** A hundred thousand people: half of them direct members, half of them in groups below, many layers deep. */
function crowd() {
  const cloud = virtualCloud({ throttled: false, recordedRequests: 0, graphPaging: { emptyChance: 0 } });
  const { store } = cloud.rules.directory;
  const top = store.add('group', { displayName: 'top' });
  let below = top;
  for (let number = 0; number < MEMBERS; number++) {
    if (number >= MEMBERS / 2 && number % 100 === 0) {
      const next = store.add('group', { displayName: `layer ${number}` });
      store.link(below, 'members', next);
      below = next;
    }
    store.link(below, 'members', store.add('user', { displayName: `u${number}` }));
  }
  return { cloud, top: top.id, layers: MEMBERS / 200 };
}

describe('a group of a hundred thousand', () => {
  it('is read to the end page by page, each member once', () => {
    const { cloud, top, layers } = crowd();

    const direct = itemsOf(cloud, `/groups/${top}/members?$select=id`);
    const below = itemsOf(cloud, `/groups/${top}/transitiveMembers?$select=id`);
    const cast = itemsOf(
      cloud,
      `/groups/${top}/transitiveMembers/microsoft.graph.user?$count=true&$select=id`,
      EVENTUAL,
    );
    const told = itemsOf(cloud, `/groups/delta?$select=members&$filter=id eq '${top}'`);

    expect(direct.length).toBe(MEMBERS / 2 + 1);
    expect(new Set(below.map(({ id }) => id)).size).toBe(MEMBERS + layers);
    expect(below.length).toBe(MEMBERS + layers);
    expect(cast.length).toBe(MEMBERS);
    expect(told.length).toBeGreaterThan(500);
  });
});
