import { describe, expect, it } from 'vitest';
import { evidence } from '../../../../../test/builders/evidence.ts';
import { reportReadable } from './report.ts';

describe('what the agent reports must be readable', () => {
  it.each<[readonly string[] | undefined, string | undefined]>([
    [undefined, undefined],
    [['tags', 'resources', 'identity', 'identity.type'], undefined],
    [['kind'], 'kind'],
    [['properties'], 'properties'],
    [['tags', 'properties.domainName', 'properties.osVersion'], 'properties.domainName, properties.osVersion'],
  ])('%o: %s', (unreadable, named) => {
    const objection = reportReadable(evidence({ machine: unreadable === undefined ? {} : { unreadable } }));

    expect(objection?.reason).toBe(named && 'ReportUnreadable');
    expect(objection?.message).toBe(
      named && `This app cannot read what Azure Resource Manager says of the machine in ${named}.`,
    );
  });
});
