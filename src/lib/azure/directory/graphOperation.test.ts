import { describe, expect, it } from 'vitest';
import { graphOperation } from './graphOperation.ts';

const ID = '22222222-2222-4222-8222-222222222222';

describe('graphOperation', () => {
  it.each([
    ['GET', `/groups/${ID}/transitiveMembers?$select=id`, 'GET groups/*/transitiveMembers'],
    ['GET', `/groups/${ID}/members/microsoft.graph.group?$select=id`, 'GET groups/*/members/microsoft.graph.group'],
    ['POST', '/$batch', 'POST $batch'],
    ['GET', '/users/delta?$deltatoken=latest', 'GET users/delta'],
    ['GET', '/users/ada@contoso.com?$select=id', 'GET users/*'],
    ['GET', "/users('%24ada%40contoso.com')?$select=id", 'GET *'],
    ['GET', `/directory/deletedItems/${ID}?$select=id`, 'GET directory/deletedItems/*'],
    ['GET', `https://graph.microsoft.com/v1.0/users/${ID}/memberOf?$skiptoken=a/b`, 'GET users/*/memberOf'],
    ['GET', 'https://localhost:8444/v1.0/groups/delta?$deltatoken=x', 'GET groups/delta'],
  ])('calls %s %s %s', (method, path, operation) => {
    expect(graphOperation(method, path)).toBe(operation);
  });
});
