import { describe, expect, it } from 'vitest';
import { isOwnLink, ownLink } from './ownLink.ts';

const GRAPH = 'https://graph.microsoft.com';

describe('ownLink', () => {
  it.each([
    { endpoint: GRAPH, link: 'https://graph.microsoft.com/v1.0/users?$skiptoken=a%2Fb' },
    { endpoint: `${GRAPH}/`, link: 'https://GRAPH.microsoft.com:443/v1.0/users?$skiptoken=a%2Fb' },
    { endpoint: 'https://localhost:8444', link: 'https://localhost:8444/v1.0/users' },
  ])('lets $link pass to $endpoint', ({ endpoint, link }) => {
    expect(ownLink(endpoint, link)).toBe(new URL(link).href);
    expect(isOwnLink(endpoint, link)).toBe(true);
  });

  it.each([
    'https://evil.example/v1.0/users?t=secret',
    'https://graph.microsoft.com.evil.example/v1.0/users?t=secret',
    'https://graph.microsoft.com@evil.example/v1.0/users?t=secret',
    'https://evil.example:secret@graph.microsoft.com/v1.0/users',
    'https://secret@graph.microsoft.com/v1.0/users',
    'https://graph.microsoft.com\t.evil.example/?t=secret',
    'https://graph.microsoft.us/v1.0/users?t=secret',
    'https://graph.microsoft.com:8443/v1.0/users?t=secret',
    'http://graph.microsoft.com/v1.0/users?t=secret',
    'file:///etc/secret',
    '/v1.0/users?t=secret',
    '',
  ])('refuses %j and tells nothing of it but the host', (link) => {
    expect(() => ownLink(GRAPH, link)).toThrow(expect.objectContaining({ kind: 'rejected', code: 'ForeignLink' }));
    expect(() => ownLink(GRAPH, link)).not.toThrow('secret');
    expect(isOwnLink(GRAPH, link)).toBe(false);
  });
});
