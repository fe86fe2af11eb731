import { describe, expect, it } from 'vitest';
import { at, machinePath, virtualCloud } from '../testing/virtualCloud.ts';

const WEB_1 = machinePath('Web-1', 'RG-Web');
const TAGS = `${WEB_1}/providers/Microsoft.Resources/tags/default?api-version=2021-04-01`;

function tagged(tags: Readonly<Record<string, string>> = { role: 'web', Owner: 'ops' }) {
  const cloud = virtualCloud();
  cloud.call('PUT', WEB_1, { location: 'westeurope', tags });
  const patch = (operation: string, given: unknown) =>
    cloud.call('PATCH', TAGS, { operation, properties: { tags: given } });
  const tagsNow = () => at(cloud.call('GET', WEB_1).body, 'tags');
  return { ...cloud, patch, tagsNow };
}

describe('the tags of a machine as a resource of their own', () => {
  it('are shown under their id, also when there are none', () => {
    const { call } = tagged();
    call('PUT', machinePath('bare'), { location: 'westeurope' });

    expect(call('GET', TAGS).body).toEqual({
      id: `${WEB_1}/providers/Microsoft.Resources/tags/default`,
      name: 'default',
      type: 'Microsoft.Resources/tags',
      properties: { tags: { role: 'web', Owner: 'ops' } },
    });
    expect(call('GET', TAGS.replace('/Web-1/', '/bare/').replace('RG-Web', 'rg-web')).body).toMatchObject({
      properties: { tags: {} },
    });
  });

  it.each([
    ['Merge', { new: '1' }, { role: 'web', Owner: 'ops', new: '1' }],
    ['Merge', { owner: 'sales' }, { role: 'web', Owner: 'sales' }],
    ['Replace', { new: '1' }, { new: '1' }],
    ['Delete', { OWNER: '' }, { role: 'web' }],
    ['Delete', { Owner: 'ops', role: 'db' }, { role: 'web' }],
  ])('%s %o', (operation, given, expected) => {
    const { patch, tagsNow } = tagged();

    const reply = patch(operation, given);

    expect(reply).toMatchObject({ status: 200, body: { properties: { tags: expected } } });
    expect(tagsNow()).toEqual(expected);
  });

  it('begin with none', () => {
    const { call, patch, tagsNow } = tagged();
    call('DELETE', WEB_1);
    call('PUT', WEB_1, { location: 'westeurope' });

    patch('Merge', { a: '1' });

    expect(tagsNow()).toEqual({ a: '1' });
  });

  it('are 50 at most', () => {
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`tag-${n}`, 'x']));
    const { patch, tagsNow } = tagged(many);

    expect(patch('Merge', { more: 'x' })).toMatchObject({
      status: 400,
      body: { error: { code: 'InvalidTagsRequest' } },
    });
    expect(tagsNow()).toEqual(many);
  });

  it('need an operation that is known, and a machine that is there', () => {
    const { call, patch } = tagged();

    expect(patch('Add', {})).toMatchObject({ status: 400, body: { error: { target: 'operation' } } });
    expect(call('PATCH', TAGS.replace('Web-1', 'web-9'), {}).status).toBe(404);
  });

  it('are counted as a write of the machine, and show in Resource Graph', () => {
    const { patch, control, call } = tagged();
    patch('Merge', { graph: 'yes' });

    const query = "resources | where type == 'microsoft.hybridcompute/machines' | project name, tags";
    const found = call('POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2024-04-01', { query });

    expect(at(found.body, 'data', '0', 'tags')).toMatchObject({ graph: 'yes' });
    expect(control('GET', '/stats').body).toMatchObject({
      requests: { arm: { 'machines/tags/write': { 200: 1 } } },
    });
  });
});
