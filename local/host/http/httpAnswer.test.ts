import { describe, expect, it } from 'vitest';
import type { HttpCookie } from '../core/rpc.ts';
import { httpAnswer } from './httpAnswer.ts';

describe('the answer of an HTTP function', () => {
  it.each([undefined, null, {}])('that returned %o is 204', (returnValue) => {
    expect(httpAnswer(returnValue === undefined ? {} : { returnValue })).toEqual({ status: 204 });
  });

  it('has the status, headers and bytes that it returned', () => {
    const http = { statusCode: '201', headers: { 'x-a': 'b' }, cookies: [], body: { bytes: Buffer.from('hi') } };

    expect(httpAnswer({ returnValue: { http } })).toEqual({
      status: 201,
      headers: { 'x-a': 'b' },
      body: Buffer.from('hi'),
    });
  });

  it.each<[HttpCookie, string]>([
    [{ name: 'a', value: 'b', sameSite: 'none' }, 'a=b; path=/'],
    [
      { name: 'a', value: 'ä;', sameSite: 'explicitNone', secure: { value: true } },
      'a=%C3%A4%3B; path=/; samesite=None; secure',
    ],
    [
      {
        name: 'a',
        value: '',
        sameSite: 'strict',
        expires: { value: { seconds: 0 } },
        maxAge: { value: 0 },
        domain: { value: 'x.y' },
        path: { value: '/p' },
      },
      'a=; expires=Thu, 01 Jan 1970 00:00:00 GMT; max-age=0; domain=x.y; path=/p; samesite=Strict',
    ],
  ])('sets the cookie %o', (cookie, header) => {
    const answer = httpAnswer({ returnValue: { http: { statusCode: '200', cookies: [cookie] } } });

    expect(answer.headers?.['set-cookie']).toEqual([header]);
  });
});
