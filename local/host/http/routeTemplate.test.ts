import { describe, expect, it } from 'vitest';
import { routePaths } from './routeTemplate.ts';

describe('a route template', () => {
  it.each([
    ['health', { paths: ['/api/health'] }],
    ['/machines/{id}/', { paths: ['/api/machines/:id'] }],
    ['machines/{sub}/{group}/{name}/rdp', { paths: ['/api/machines/:sub/:group/:name/rdp'] }],
    ['items/{id?}', { paths: ['/api/items', '/api/items/:id'] }],
    ['items/{id:int}', { paths: ['/api/items/:id(^-?\\d+$)'] }],
    ['items/{id:int?}', { paths: ['/api/items', '/api/items/:id(^-?\\d+$)'] }],
    ['files/{*rest}', { paths: ['/api/files', '/api/files/*'], restName: 'rest' }],
    ['a:b', { paths: ['/api/a::b'] }],
  ])('%s leads to its paths', (template, paths) => {
    expect(routePaths('api', template)).toEqual(paths);
  });

  it('without a prefix begins at the root', () => {
    expect(routePaths('', '{*rest}')).toEqual({ paths: ['/', '/*'], restName: 'rest' });
    expect(routePaths('', 'health')).toEqual({ paths: ['/health'] });
  });

  it.each(['{a}-{b}', 'x/{id:regex(a)}', 'x/{id=5}', '{id?}/x', '{*rest}/x'])(
    '%s is refused with a sentence',
    (template) => {
      expect(() => routePaths('api', template)).toThrow(`the route "${template}" has`);
    },
  );
});
